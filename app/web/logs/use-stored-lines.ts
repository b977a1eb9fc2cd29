import { keepPreviousData, useInfiniteQuery } from "@tanstack/react-query";
import { LOGS_LIMIT_DEFAULT } from "../../contract/limits.ts";
import { getLogs } from "../lib/api.ts";
import type { TimeRange } from "../lib/time-range.ts";

/**
 * Stored lines of one search, newest page first; `fetchNextPage` goes towards older lines.
 * `run` tells one asking of a moving range from the next: the answer to the same question is never fetched by itself again.
 */
export function useStoredLines(input: { query: string; range: TimeRange; run: number; refetchMs: number | false }) {
  const { query, range, run } = input;
  return useInfiniteQuery({
    queryKey: ["logs", query, range.from, range.to, run],
    queryFn: ({ pageParam, signal }) =>
      getLogs({ query, ...range, limit: LOGS_LIMIT_DEFAULT, cursor: pageParam }, signal),
    initialPageParam: null as string | null,
    getNextPageParam: (page) => page.next_cursor,
    staleTime: Number.POSITIVE_INFINITY,
    gcTime: 120_000,
    placeholderData: keepPreviousData,
    refetchInterval: input.refetchMs,
  });
}
