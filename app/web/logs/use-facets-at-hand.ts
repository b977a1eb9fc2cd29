import { useQueryClient } from "@tanstack/react-query";
import { useCallback } from "react";
import type { Facet, FieldsAnswer } from "../../contract/api.ts";

/** What the panel of fields counted last; nothing while it was not open. Nothing is asked of the server for it. */
export function useFacetsAtHand(): () => readonly Facet[] {
  const queryClient = useQueryClient();
  return useCallback(() => {
    const answers = queryClient.getQueryCache().findAll({ queryKey: ["fields"] });
    const newest = answers.reduce<(typeof answers)[number] | null>(
      (best, each) => (each.state.dataUpdatedAt > (best?.state.dataUpdatedAt ?? 0) ? each : best),
      null,
    );
    return (newest?.state.data as FieldsAnswer | undefined)?.data ?? [];
  }, [queryClient]);
}
