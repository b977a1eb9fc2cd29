import { keepPreviousData, useInfiniteQuery } from "@tanstack/react-query";
import type { LogsAnswer } from "../../contract/api.ts";
import { LOGS_LIMIT_DEFAULT } from "../../contract/limits.ts";
import { getLogs } from "../lib/api.ts";
import type { TimeRange } from "../lib/time-range.ts";

/**
 * Stored lines of one search, newest page first; `fetchNextPage` goes towards older lines.
 * `run` tells one asking of a moving range from the next: the answer to the same question is never fetched by itself again.
 */
export function useStoredLines(input: {
  query: string;
  range: TimeRange;
  run: number;
  /** How often to look again while there is no line. */
  whileEmptyMs: number | false;
}) {
  const { query, range, run, whileEmptyMs } = input;
  return useInfiniteQuery({
    queryKey: ["logs", query, range.from, range.to, run],
    queryFn: ({ pageParam, signal }) =>
      getLogs({ query, ...range, limit: LOGS_LIMIT_DEFAULT, cursor: pageParam }, signal),
    initialPageParam: null as string | null,
    getNextPageParam: (page) => page.next_cursor,
    staleTime: Number.POSITIVE_INFINITY,
    gcTime: 120_000,
    placeholderData: keepPreviousData,
    refetchInterval: ({ state }) => (state.data && hasNoLines(state.data.pages) ? whileEmptyMs : false),
  });
}

/** Whether the whole range was looked through and nothing found. */
export function hasNoLines(pages: readonly Pick<LogsAnswer, "data" | "next_cursor" | "partial">[]): boolean {
  return pages.every((page) => page.data.length === 0 && page.next_cursor === null && page.partial !== true);
}
