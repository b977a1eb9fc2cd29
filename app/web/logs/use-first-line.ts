import { useQueryClient } from "@tanstack/react-query";
import { useEffect, useRef } from "react";

/** A new add-on's owner watches the page for the first line, so it looks by itself. */
export const FIRST_LINE_MS = 5000;

/** When the first line has come, everything that was read before knows nothing of it and is read again. */
export function useFirstLine(isAwaited: boolean, hasLines: boolean): void {
  const queryClient = useQueryClient();
  // The list may see the first line before the books do, or after: either tells that it has come.
  const hasFirstLine = isAwaited && hasLines;
  const wasAwaited = useRef(false);
  useEffect(() => {
    const hasCome = hasFirstLine || (wasAwaited.current && !isAwaited);
    wasAwaited.current = isAwaited;
    if (!hasCome) return;
    for (const what of ["resource", "logs", "histogram", "fields"])
      void queryClient.invalidateQueries({ queryKey: [what] });
  }, [hasFirstLine, isAwaited, queryClient]);
}
