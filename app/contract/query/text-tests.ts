import { foldAscii, literalOf, needsUnicodeFolding, type PatternPiece, quoteRegex, readPattern } from "./values.ts";

/** Tests of one text: what words, wildcards, phrases and case come down to for both readers. */

/**
 * A test of one text. `contains` and `equals` fold A-Z only, and `text` is folded already; `bounded` is `contains` where
 * a word at either end of the text must end there in the line too. Regexes are RE2, dot matches newline.
 */
export type TextTest =
  | { by: "contains" | "equals" | "bounded"; text: string; isCased: boolean }
  | { by: "regex"; source: string };

export function piecesOf(test: { text: string; isQuoted: boolean }): PatternPiece[] {
  return test.isQuoted ? [{ text: test.text }] : readPattern(test.text);
}

/** In a word, a wildcard stays inside the word. */
export function partTest(pieces: readonly PatternPiece[], isCased: boolean): TextTest {
  const trimmed = trimStars(pieces);
  const literal = literalOf(trimmed);
  if (literal !== null) return containsTest(literal, isCased);
  return { by: "regex", source: (isCased ? "" : "(?i)") + piecesRegex(trimmed, "\\S*", "\\S") };
}

export function wholeTest(pieces: readonly PatternPiece[], isCased: boolean): TextTest {
  const literal = literalOf(pieces);
  if (literal !== null) return equalsTest(literal, isCased);
  return { by: "regex", source: `${isCased ? "" : "(?i)"}^${piecesRegex(pieces, ".*", ".")}$` };
}

/**
 * A longer text is matched letter for letter beyond ASCII. It was pasted, so it has the case of its line; and folding it is
 * left to a regex, whose time grows with its length (2,000 times `ä` took re2js 0.25 s on a line of them).
 */
const FOLDED_CHARS_MAX = 256;

function wantsUnicodeFolding(text: string): boolean {
  return text.length <= FOLDED_CHARS_MAX && needsUnicodeFolding(text);
}

export function containsTest(text: string, isCased: boolean): TextTest {
  if (!isCased && wantsUnicodeFolding(text)) return { by: "regex", source: `(?i)${quoteRegex(text)}` };
  return { by: "contains", text: isCased ? text : foldAscii(text), isCased };
}

export function equalsTest(text: string, isCased: boolean): TextTest {
  if (!isCased && wantsUnicodeFolding(text)) return { by: "regex", source: `(?i)^${quoteRegex(text)}$` };
  return { by: "equals", text: isCased ? text : foldAscii(text), isCased };
}

/** So that `user=4` is not found in `user=42`. */
export function boundedTest(text: string): TextTest {
  if (needsUnicodeFolding(text)) return containsTest(text, false);
  return { by: "bounded", text: foldAscii(text), isCased: false };
}

function piecesRegex(pieces: readonly PatternPiece[], run: string, one: string): string {
  return pieces
    .map((piece) => ("text" in piece ? quoteRegex(piece.text) : piece.wildcard === "*" ? run : one))
    .join("");
}

function trimStars(pieces: readonly PatternPiece[]): readonly PatternPiece[] {
  const isStar = (piece: PatternPiece | undefined) =>
    piece !== undefined && "wildcard" in piece && piece.wildcard === "*";
  const from = isStar(pieces[0]) ? 1 : 0;
  return pieces.slice(from, isStar(pieces.at(-1)) ? -1 : undefined);
}

export function regexTest(source: string, ignoresCase: boolean): TextTest {
  return { by: "regex", source: ignoresCase ? `(?i)${source}` : source };
}
