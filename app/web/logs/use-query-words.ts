import { useEffect, useState } from "react";
import { treeWords } from "./highlight.ts";

const NONE: readonly string[] = [];

/** The words to mark in lines. The parser comes only when there is something to parse, after the first lines. */
export function useQueryWords(query: string): readonly string[] {
  const [found, setFound] = useState({ query: "", words: NONE });
  useEffect(() => {
    if (query === "") return;
    let isGone = false;
    void import("../../contract/query/parse.ts")
      .then(({ parseQuery }) => {
        if (!isGone) setFound({ query, words: treeWords(parseQuery(query).tree) });
      })
      // Without marks the lines are still the right ones.
      .catch(() => {});
    return () => {
      isGone = true;
    };
  }, [query]);
  return found.query === query ? found.words : NONE;
}
