import { useQuery } from "@tanstack/react-query";
import { getAlerts } from "./alerts-api.ts";

const REFRESH_MS = 30_000;

/** The alerts, and who can be told from here. */
export function useAlerts() {
  return useQuery({
    queryKey: ["alerts"],
    queryFn: ({ signal }) => getAlerts(signal),
    refetchInterval: REFRESH_MS,
    // Nothing is asked while the page is not looked at, and what is firing must not be learnt half a minute late.
    refetchOnWindowFocus: "always",
  });
}
