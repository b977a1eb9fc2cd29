import { isEscape } from "./values.ts";

/** Words and phrases: where they end, and how they are written so that they stay one. */

export const SPACE = /\s/;
const QUOTES: Readonly<Record<string, string>> = { '"': '"', "'": "'", "“": "”", "‘": "’" };

export interface QuotedRead {
  text: string;
  to: number;
  isCased: boolean;
  isClosed: boolean;
  isDouble: boolean;
}

/**
 * Reads a quoted phrase. `"` closes at the next `"`; a single quote only where a word ends, because `user's` is a word.
 * Without its closing quote a double-quoted phrase runs to the end (the user is still typing), a single quote is no quote.
 * Inside, a backslash makes the quote and itself literal.
 */
export function readQuoted(text: string, at: number, isCased: boolean): QuotedRead | null {
  const opening = text[at];
  const closing = opening === undefined ? undefined : QUOTES[opening];
  if (opening === undefined || closing === undefined) return null;
  const isDouble = opening === '"' || opening === "“";
  let content = "";
  for (let index = at + 1; index < text.length; index++) {
    const char = text[index] as string;
    if (char === "\\" && (text[index + 1] === closing || text[index + 1] === opening || text[index + 1] === "\\")) {
      index++;
      content += text[index];
    } else if (
      (char === closing || (char === '"' && isDouble)) &&
      (isDouble || /^[\s)]?$/.test(text.slice(index + 1, index + 2)))
    ) {
      return { text: content, to: index + 1, isCased, isClosed: true, isDouble };
    } else {
      content += char;
    }
  }
  return isDouble ? { text: content, to: text.length, isCased, isClosed: false, isDouble } : null;
}

/** The operator a word may be, in any case; the parser decides by its neighbours. */
export function operatorOf(word: string): "and" | "or" | "not" | null {
  if (word === "||") return "or";
  if (word === "&&") return "and";
  if (word === "NOT") return "not";
  return /^or$/i.test(word) ? "or" : /^and$/i.test(word) ? "and" : null;
}

/** The text as a phrase of the query language. */
export function quote(text: string): string {
  return `"${text.replace(/[\\"]/g, "\\$&")}"`;
}

/** Where the word that starts here ends: at white space, or at a closing parenthesis the word did not open. */
export function wordEnd(text: string, from: number): number {
  let depth = 0;
  let at = from;
  for (; at < text.length; at++) {
    const char = text[at] as string;
    if (SPACE.test(char)) break;
    if (isEscape(text, at)) at++;
    else if (char === "(") depth++;
    else if (char === ")" && --depth < 0) break;
  }
  return Math.min(at, text.length);
}

/**
 * A word rewritten so that it reads the same wherever it is printed: parentheses without a partner, a trailing backslash
 * and a sign at its start that other text after it could turn into syntax are escaped. `asTyped` undoes it.
 *
 * @param source     the word, as `wordEnd` bounds it
 * @param mustNotOpen  which signs at the start would open something else here
 */
export function standAlone(source: string, mustNotOpen: RegExp = OPENS_PHRASE): string {
  const opens: number[] = [];
  const lone = new Set<number>();
  for (let at = 0; at < source.length; at++) {
    if (isEscape(source, at)) at++;
    else if (source[at] === "(") opens.push(at);
    else if (source[at] === ")" && opens.pop() === undefined) lone.add(at);
    else if (source[at] === "\\" && at === source.length - 1) lone.add(at);
  }
  for (const at of opens) lone.add(at);
  if (mustNotOpen.test(source)) lone.add(0);
  if (lone.size === 0) return source;
  let text = "";
  for (let at = 0; at < source.length; at++) text += lone.has(at) ? `\\${source[at]}` : source[at];
  return text;
}

export const OPENS_PHRASE = /^=?["'‘“]/;
export const OPENS_VALUE = /^(?:~?=?["'‘“]|[/[{<>])/;
/** In a field of paths, a slash opens nothing (see `regexValue`). */
export const OPENS_PATH_VALUE = /^(?:~?=?["'‘“]|[[{<>])/;

/** A clause's text without the escapes that `standAlone` adds, to be found in a message. */
export function asTyped(raw: string): string {
  return raw.replace(/\\([()/[{<>~='"‘“])/g, "$1");
}

/** Does the sign here negate what follows it directly? `--flag`, `->` and a lone dash do not. */
export function negates(text: string, at: number): boolean {
  const next = text[at + 1];
  if (next === undefined || SPACE.test(next)) return false;
  if (next === "=") return text[at + 2] === '"' || text[at + 2] === "'";
  return !"-!>)+|&".includes(next);
}
