import { useQuery } from "@tanstack/react-query";
import { getResource } from "../lib/api.ts";

/** The add-on resource this session belongs to; its usage is read again every minute. */
export function useResource() {
  return useQuery({
    queryKey: ["resource"],
    queryFn: ({ signal }) => getResource(signal),
    refetchInterval: 60_000,
  });
}
