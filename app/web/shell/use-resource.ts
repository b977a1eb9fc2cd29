import { useQuery } from "@tanstack/react-query";
import type { ResourceAnswer } from "../../contract/api.ts";
import { getResource } from "../lib/api.ts";

const REFRESH_MS = 60_000;
const REFRESH_AWAITED_MS = 5000;

/** The add-on resource this session belongs to. Read again every minute, and sooner while its first line is awaited. */
export function useResource() {
  return useQuery({
    queryKey: ["resource"],
    queryFn: ({ signal }) => getResource(signal),
    staleTime: 5000,
    refetchInterval: ({ state }) => (state.data && hasNeverLogged(state.data) ? REFRESH_AWAITED_MS : REFRESH_MS),
  });
}

/** Whether nothing has ever come from Heroku, as far as the server can tell. */
export function hasNeverLogged(resource: ResourceAnswer): boolean {
  return resource.usage.lines === 0 && resource.attachments.every((attachment) => attachment.last_frame_at === null);
}
