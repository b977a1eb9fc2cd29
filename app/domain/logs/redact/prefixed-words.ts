import type { Detector } from "./detectors.ts";

/** A longer word is masked up to here: no token has more. */
const WORD_CHARS_MAX = 4_096;

/**
 * Words that begin with one of these, masked behind their beginning, so that it can be told what stood there: `cus_*****`. A beginning
 * counts where a word begins, and a word ends at white space, a quote, a bracket or what divides lists.
 */
export function compilePrefixedWords(prefixes: readonly string[]): Detector {
  if (prefixes.length === 0) return () => {};
  // The longest first: of two that both begin a word, it says more.
  const longestFirst = [...prefixes].sort((a, b) => b.length - a.length);
  const pattern = new RegExp(
    `(?<![A-Za-z0-9_])(?:${longestFirst.map(escapePattern).join("|")})([^ \\t\\n\\v\\f\\r"'()\\[\\]{},;&<>|\\\\]{1,${WORD_CHARS_MAX}})`,
    "g",
  );
  return (text, hit) => {
    pattern.lastIndex = 0;
    for (let found = pattern.exec(text); found; found = pattern.exec(text)) {
      const end = found.index + found[0].length;
      hit(end - (found[1] as string).length, end);
    }
  };
}

const escapePattern = (literal: string) => literal.replace(/[.*+?^${}()|[\]\\/-]/g, "\\$&");
