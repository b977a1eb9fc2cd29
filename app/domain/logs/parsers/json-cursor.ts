/** A place in a JSON text, and what stands there: strings, scalars, values to step over. */
export interface JsonCursor {
  text: string;
  at: number;
  /** The first backslash at or after `at` when last asked; the text's length when there is none, -2 before. */
  backslash: number;
  /** Where the string or scalar that was read last begins and ends, quotes not counted. */
  start: number;
  end: number;
  /** What it says when that is not what stands there: escapes are resolved. */
  decoded: string | null;
}

/** The string or scalar that was read last. */
export function textOf({ text, start, end, decoded }: JsonCursor): string {
  return decoded ?? text.slice(start, end);
}

export const OPEN_BRACE = 0x7b;
export const CLOSE_BRACE = 0x7d;
export const OPEN_BRACKET = 0x5b;
export const CLOSE_BRACKET = 0x5d;
export const QUOTE = 0x22;
export const COMMA = 0x2c;
export const COLON = 0x3a;

/** Makes `cursor.backslash` hold for `cursor.at`, so that both may be put back later without a search from here again. */
export function markPlace(cursor: JsonCursor): number {
  if (cursor.backslash < cursor.at) cursor.backslash = nextBackslash(cursor.text, cursor.at);
  return cursor.at;
}

function nextBackslash(text: string, at: number): number {
  const next = text.indexOf("\\", at);
  return next < 0 ? text.length : next;
}

/** Steps over one value of any depth, without recursion; or over what is left of one with `brackets` still open. */
export function skipValue(cursor: JsonCursor, brackets = 0): boolean {
  const { text } = cursor;
  let open = brackets;
  while (cursor.at < text.length) {
    const code = text.charCodeAt(cursor.at);
    if (code === QUOTE) {
      const end = stringEnd(cursor);
      if (end < 0) return false;
      cursor.at = end + 1;
    } else if (code === OPEN_BRACE || code === OPEN_BRACKET) {
      open++;
      cursor.at++;
    } else if (code === CLOSE_BRACE || code === CLOSE_BRACKET) {
      if (open === 0) return false;
      open--;
      cursor.at++;
    } else if (open > 0) {
      cursor.at++;
      continue;
    } else if (readScalar(cursor) === "none") {
      return false;
    }
    if (open === 0) return true;
  }
  return false;
}

/** What a scalar is; `null` is sound, but no field. */
type Scalar = "value" | "null" | "none";

/** Reads a string, a number as written, `true`, `false`, `null`; "none" when none of these stands at `cursor.at`. */
export function readScalar(cursor: JsonCursor): Scalar {
  const { text, at } = cursor;
  const code = text.charCodeAt(at);
  if (code === QUOTE) return readString(cursor) ? "value" : "none";
  if (code === 0x74 || code === 0x66 || code === 0x6e) {
    const word = code === 0x74 ? "true" : code === 0x66 ? "false" : "null";
    if (!text.startsWith(word, at)) return "none";
    place(cursor, at, at + word.length);
    return code === 0x6e ? "null" : "value";
  }
  let end = at;
  while (end < text.length && isNumberCode(text.charCodeAt(end))) end++;
  if (end === at || Number.isNaN(Number(text.slice(at, end)))) return "none";
  place(cursor, at, end);
  return "value";
}

/** What was read stands there as it is, and nothing behind it belongs to it. */
function place(cursor: JsonCursor, start: number, end: number): void {
  cursor.start = start;
  cursor.end = end;
  cursor.decoded = null;
  cursor.at = end;
}

/** Digits, sign, point, exponent. */
function isNumberCode(code: number): boolean {
  return (
    (code >= 0x30 && code <= 0x39) || code === 0x2d || code === 0x2e || code === 0x65 || code === 0x45 || code === 0x2b
  );
}

/** Reads the string at `cursor.at`, escapes resolved; a lone half of a surrogate pair becomes U+FFFD. False without one. */
export function readString(cursor: JsonCursor): boolean {
  const quote = markPlace(cursor);
  const firstBackslash = cursor.backslash;
  const end = stringEnd(cursor);
  if (end < 0) return false;
  place(cursor, quote + 1, end);
  cursor.at = end + 1;
  if (firstBackslash > end) return true;
  const raw = cursor.text.slice(quote, end + 1);
  try {
    const plain = JSON.parse(raw) as string;
    cursor.decoded = raw.includes("\\ud") || raw.includes("\\uD") ? Buffer.from(plain, "utf8").toString("utf8") : plain;
    return true;
  } catch {
    return false; // an escape that JSON does not have, or a raw control character beside one
  }
}

/** Position of the quote that closes the string at `cursor.at`, or -1. */
function stringEnd(cursor: JsonCursor): number {
  const { text } = cursor;
  let at = cursor.at + 1;
  let quote = text.indexOf('"', at);
  while (quote >= 0) {
    if (cursor.backslash < at) cursor.backslash = nextBackslash(text, at);
    if (cursor.backslash > quote) return quote;
    at = cursor.backslash + 2;
    if (quote < at) quote = text.indexOf('"', at); // it was escaped; else it still is the next one
  }
  return -1;
}

export function skipSpace(text: string, from: number): number {
  let at = from;
  for (;;) {
    const code = text.charCodeAt(at);
    if (code !== 0x20 && code !== 0x0a && code !== 0x0d && code !== 0x09) return at;
    at++;
  }
}
