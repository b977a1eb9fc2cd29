import { useQueryClient } from "@tanstack/react-query";
import { useEffect, useRef } from "react";
import type { LogsAnswer } from "../../contract/api.ts";
import { hasNoLines } from "./use-stored-lines.ts";

/** How often a page without lines looks for a first one by itself: a new add-on's owner sits and watches it. */
export const FIRST_LINE_MS = 5000;

/**
 * When the first line has come, what was read before knows nothing of it and is read again. The list alone says that it
 * has come: the books may know of a line that was stored after the list was read.
 *
 * @param key tells one result from the next
 * @param pages of that result; undefined while only an earlier one is there
 */
export function useFirstLine(key: string, pages: readonly LogsAnswer[] | undefined): void {
  const isEmpty = pages !== undefined && hasNoLines(pages);
  const hasLines = pages?.some(({ data }) => data.length > 0) ?? false;
  const queryClient = useQueryClient();
  const emptyKey = useRef<string | null>(null);
  useEffect(() => {
    if (isEmpty) emptyKey.current = key;
    if (!hasLines || emptyKey.current !== key) return;
    emptyKey.current = null;
    for (const what of ["resource", "histogram", "fields"]) void queryClient.invalidateQueries({ queryKey: [what] });
  }, [key, isEmpty, hasLines, queryClient]);
}
