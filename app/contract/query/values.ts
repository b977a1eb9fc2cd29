/** How the value of a condition, and the value of a line's field, are read: patterns, numbers with units, order. */

/** A piece of a pattern: literal text, or a wildcard (`*` any run, `?` exactly one character). */
export type PatternPiece = { text: string } | { wildcard: "*" | "?" };

/** Characters that a backslash makes literal outside quotes; before any other, a backslash is itself (`C:\temp`, `\d`). */
const ESCAPABLE = new Set("*?\"'‘():=\\-!/[{<>~");

export function isEscape(source: string, at: number): boolean {
  return source[at] === "\\" && at + 1 < source.length && ESCAPABLE.has(source[at + 1] as string);
}

/** Reads an unquoted word: adjacent literal characters are one piece, a run of `*` is one wildcard. Never throws. */
export function readPattern(source: string): PatternPiece[] {
  const pieces: PatternPiece[] = [];
  let text = "";
  const flush = () => {
    if (text !== "") pieces.push({ text });
    text = "";
  };
  for (let at = 0; at < source.length; at++) {
    const char = source[at] as string;
    if (isEscape(source, at)) {
      at++;
      text += source[at];
    } else if (char === "*" || char === "?") {
      flush();
      const last = pieces.at(-1);
      if (char === "*" && last !== undefined && "wildcard" in last && last.wildcard === "*") continue;
      pieces.push({ wildcard: char });
    } else {
      text += char;
    }
  }
  flush();
  return pieces;
}

/** @returns the pattern's text when it has no wildcard, else null */
export function literalOf(pieces: readonly PatternPiece[]): string | null {
  if (pieces.length === 0) return "";
  const [only] = pieces;
  return pieces.length === 1 && only !== undefined && "text" in only ? only.text : null;
}

export type Dimension = "time" | "size";

/** `value` is in milliseconds or bytes when there is a dimension, else the bare number. */
export interface Quantity {
  value: number;
  dimension: Dimension | null;
}

/**
 * Units and their factor to the base unit. Sizes are powers of 1024 whatever their spelling, because Heroku's own `MB`
 * and `kB` are. Kept as data: the SQL reader hands the same table to the store.
 */
export const TIME_UNITS: Readonly<Record<string, number>> = {
  us: 0.001,
  µs: 0.001,
  μs: 0.001,
  ms: 1,
  msec: 1,
  s: 1000,
  sec: 1000,
  m: 60_000,
  min: 60_000,
  h: 3_600_000,
  d: 86_400_000,
};
export const SIZE_UNITS: Readonly<Record<string, number>> = {
  b: 1,
  byte: 1,
  bytes: 1,
  kb: 1024,
  kib: 1024,
  mb: 1_048_576,
  mib: 1_048_576,
  gb: 1_073_741_824,
  gib: 1_073_741_824,
  tb: 1_099_511_627_776,
  tib: 1_099_511_627_776,
};

/**
 * A number with an optional unit, and nothing else: `41ms`, `5120`, `512.00MB`, `-3.5`. Written in the common subset of
 * JavaScript and RE2, and bounded so that every accepted number is read alike by both (at most 15 significant digits).
 */
export const NUMBER_PATTERN = "^(-?[0-9]{1,9}(?:\\.[0-9]{1,6})?|-?[0-9]{10,15}) ?([A-Za-zµμ%]{0,8})$";
const NUMBER = new RegExp(NUMBER_PATTERN, "u");

/** @returns the number and its unit in ASCII lower case ("" for none), or null when the text is not one */
export function readNumber(text: string): { value: number; unit: string } | null {
  const found = NUMBER.exec(text);
  if (found === null) return null;
  return { value: Number(found[1]), unit: foldAscii(found[2] as string) };
}

/** Reads the operand of a condition; null when it is not a number or its unit is unknown. */
export function readQuantity(text: string): Quantity | null {
  const number = readNumber(text);
  if (number === null) return null;
  if (number.unit === "") return { value: number.value, dimension: null };
  const time = unitFactor(TIME_UNITS, number.unit);
  if (time !== null) return { value: number.value * time, dimension: "time" };
  const size = unitFactor(SIZE_UNITS, number.unit);
  return size === null ? null : { value: number.value * size, dimension: "size" };
}

/**
 * Reads a line's value for comparison with an operand of that dimension.
 * Without a dimension the bare number counts, whatever its unit (`service:>500` on `900ms`). With one, a unit of the other
 * dimension or an unknown one is no match, and no unit means the base unit (`bytes:>10kb` on `20480`).
 */
export function measure(text: string, dimension: Dimension | null): number | null {
  const number = readNumber(text);
  if (number === null) return null;
  if (dimension === null || number.unit === "") return number.value;
  const factor = unitFactor(dimension === "time" ? TIME_UNITS : SIZE_UNITS, number.unit);
  return factor === null ? null : number.value * factor;
}

function unitFactor(units: Readonly<Record<string, number>>, unit: string): number | null {
  return Object.hasOwn(units, unit) ? (units[unit] as number) : null;
}

/**
 * The folding behind "case does not matter": A-Z only, exactly as ClickHouse's `lower` does. Needles with other cased
 * letters are compared by RE2's own folding instead, see `needsUnicodeFolding`.
 */
export function foldAscii(text: string): string {
  // toLowerCase alone would also fold letters beyond ASCII (the Kelvin sign to k), which the store does not.
  return isAscii(text) ? text.toLowerCase() : text.replace(/[A-Z]+/g, (run) => run.toLowerCase());
}

// biome-ignore lint/suspicious/noControlCharactersInRegex: the range is "all of ASCII"
const ASCII = /^[\x00-\x7f]*$/;
function isAscii(text: string): boolean {
  return ASCII.test(text);
}

/** True when the text holds a letter beyond ASCII that has another case (`Ä`, `д`): both readers then use a regex. */
export function needsUnicodeFolding(text: string): boolean {
  if (isAscii(text)) return false;
  for (const char of text) {
    if (char > "\x7f" && (char.toLowerCase() !== char || char.toUpperCase() !== char)) return true;
  }
  return false;
}

/** Text as an RE2 pattern that matches exactly it. */
export function quoteRegex(text: string): string {
  return text.replace(/[\\^$.|?*+()[\]{}-]/g, "\\$&");
}

/** Orders as the bytes of UTF-8 do (by code point; JavaScript's own `<` differs beyond U+FFFF). */
export function compareText(left: string, right: string): number {
  const lefts = left[Symbol.iterator]();
  const rights = right[Symbol.iterator]();
  for (;;) {
    const a = lefts.next();
    const b = rights.next();
    if (a.done || b.done) return a.done ? (b.done ? 0 : -1) : 1;
    const difference = (a.value.codePointAt(0) as number) - (b.value.codePointAt(0) as number);
    if (difference !== 0) return difference;
  }
}
