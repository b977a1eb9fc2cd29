/** Where the values of a line end that is read by its pattern: see patterns.ts. */
import { findEither, findSpace } from "../../lib/byte-words.ts";
import type { Writing } from "./parsers/fields.ts";

const SP = 0x20;
const QUOTE = 0x22;
const EQUALS = 0x3d;
const GREATER = 0x3e;
const BACKSLASH = 0x5c;
const POINT = 0x2e;

/** How a value ends: at a quote, at a space, or after its digits. */
type ValueEnding = "quote" | "space" | "digits";

/** Or there is no value, because the message has come to its end. */
export type Ending = ValueEnding | "message";

/** How the value at `bytes[start, stop)` ends; null for one that is not left open (`true`, `-1.5e3`, a JSON text). */
export function endingOf(
  writing: Writing,
  bytes: DataView,
  start: number,
  stop: number,
  end: number,
): ValueEnding | null {
  // A value stands behind a name. A quote that is left open ends with the message.
  if (bytes.getUint8(start - 1) === QUOTE) return stop < end && bytes.getUint8(stop) === QUOTE ? "quote" : null;
  const ending = writing === "json" ? "digits" : "space";
  return valueEnd(ending, bytes, start, end) === stop ? ending : null;
}

/**
 * Where a value that begins at `start` ends for its parser; -1 when that may be elsewhere, or mean more.
 *
 * @param end  of the message
 */
export function valueEnd(ending: Ending, bytes: DataView, start: number, end: number): number {
  if (ending === "message") return start === end ? end : -1;
  if (ending === "quote") {
    const at = findEither(bytes, start, end, QUOTE, BACKSLASH);
    return at < end && bytes.getUint8(at) === QUOTE ? at : -1;
  }
  if (ending === "space") {
    const first = start < end ? bytes.getUint8(start) : SP;
    if (first === QUOTE || first === EQUALS || first === GREATER) return -1; // `a="`, `a==b`, `a=>b`
    return findSpace(bytes, start, end);
  }
  let at = findNoDigit(bytes, start, end);
  if (at === start) return -1;
  if (at < end && bytes.getUint8(at) === POINT) at = findNoDigit(bytes, at + 1, end);
  return at;
}

function findNoDigit(bytes: DataView, start: number, end: number): number {
  let at = start;
  while (at < end && bytes.getUint8(at) >= 0x30 && bytes.getUint8(at) <= 0x39) at++;
  return at;
}
