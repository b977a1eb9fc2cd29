import { useQuery } from "@tanstack/react-query";
import { getAlertEvents } from "./alerts-api.ts";

const REFRESH_MS = 30_000;

/**
 * What an alert did lately; read again by itself.
 *
 * @param everyMs  while something is awaited, also when nobody looks at the page: they may be looking where it arrives
 */
export function useAlertEvents(alertId: string, input: { isAsked?: boolean; everyMs?: number } = {}) {
  return useQuery({
    queryKey: ["alert-events", alertId],
    queryFn: ({ signal }) => getAlertEvents(alertId, signal),
    enabled: input.isAsked ?? true,
    refetchInterval: input.everyMs ?? REFRESH_MS,
    refetchIntervalInBackground: input.everyMs !== undefined,
  });
}
