/** A place in a JSON text, and what stands there: strings, scalars, values to step over. */
export interface JsonCursor {
  text: string;
  at: number;
  /** The first backslash at or after `at` when last asked; the text's length when there is none, -2 before. */
  backslash: number;
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
    } else if (readScalar(cursor) === null) {
      return false;
    }
    if (open === 0) return true;
  }
  return false;
}

/** What `readScalar` gives for JSON's `null`, which is sound but no field. */
export const NULL = Symbol("null");

/** A string decoded, a number as written, `true`, `false`, NULL; null when none of these stands at `cursor.at`. */
export function readScalar(cursor: JsonCursor): string | typeof NULL | null {
  const { text, at } = cursor;
  const code = text.charCodeAt(at);
  if (code === QUOTE) return readString(cursor);
  if (code === 0x74 || code === 0x66 || code === 0x6e) {
    const word = code === 0x74 ? "true" : code === 0x66 ? "false" : "null";
    if (!text.startsWith(word, at)) return null;
    cursor.at = at + word.length;
    return code === 0x6e ? NULL : word;
  }
  let end = at;
  while (end < text.length && isNumberCode(text.charCodeAt(end))) end++;
  if (end === at) return null;
  const number = text.slice(at, end);
  if (Number.isNaN(Number(number))) return null;
  cursor.at = end;
  return number;
}

/** Digits, sign, point, exponent. */
function isNumberCode(code: number): boolean {
  return (
    (code >= 0x30 && code <= 0x39) || code === 0x2d || code === 0x2e || code === 0x65 || code === 0x45 || code === 0x2b
  );
}

/** The string at `cursor.at`, escapes resolved; a lone half of a surrogate pair becomes U+FFFD. */
export function readString(cursor: JsonCursor): string | null {
  const start = cursor.at;
  const end = stringEnd(cursor);
  if (end < 0) return null;
  cursor.at = end + 1;
  const raw = cursor.text.slice(start + 1, end);
  if (!raw.includes("\\")) return raw;
  try {
    const plain = JSON.parse(cursor.text.slice(start, end + 1)) as string;
    return raw.includes("\\ud") || raw.includes("\\uD") ? Buffer.from(plain, "utf8").toString("utf8") : plain;
  } catch {
    return null; // an escape that JSON does not have, or a raw control character beside one
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
