/**
 * Loops over bytes that take four at a time: a DataView reads a word wherever it stands, for what a single byte costs. On
 * texts of log lines that is two to three times as fast, and calls out of JavaScript only pay for longer ones.
 */

/** The bytes of a view, as they lie in memory. */
export function viewOf(bytes: Uint8Array): DataView {
  return new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
}

/** Whether `a[aStart, aStart + length)` and `b[bStart, bStart + length)` are the same; both must lie within their views. */
export function areSame(a: DataView, aStart: number, b: DataView, bStart: number, length: number): boolean {
  let i = 0;
  for (; i + 4 <= length; i += 4) if (a.getInt32(aStart + i, true) !== b.getInt32(bStart + i, true)) return false;
  for (; i < length; i++) if (a.getUint8(aStart + i) !== b.getUint8(bStart + i)) return false;
  return true;
}

/** The first place in `view[start, end)` with a byte up to 0x20 (a space, a tab, a line feed), or `end`. */
export function findSpace(view: DataView, start: number, end: number): number {
  let at = start;
  while (at + 4 <= end && !hasSmallByte(view.getInt32(at, true), ABOVE_SPACE)) at += 4;
  while (at < end && view.getUint8(at) > 0x20) at++;
  return at;
}

/** The first place in `view[start, end)` with the one byte or the other, or `end`. */
export function findEither(view: DataView, start: number, end: number, one: number, other: number): number {
  let at = start;
  const ones = Math.imul(one, ONE_EACH);
  const others = Math.imul(other, ONE_EACH);
  while (at + 4 <= end) {
    const word = view.getInt32(at, true);
    if (hasSmallByte(word ^ ones, ONE_EACH) || hasSmallByte(word ^ others, ONE_EACH)) break;
    at += 4;
  }
  for (; at < end; at++) {
    const byte = view.getUint8(at);
    if (byte === one || byte === other) break;
  }
  return at;
}

/** Whether the bytes of `view[start, end)` are all ASCII. */
export function isAsciiBetween(view: DataView, start: number, end: number): boolean {
  let at = start;
  for (; at + 4 <= end; at += 4) if ((view.getInt32(at, true) & TOP_BITS) !== 0) return false;
  for (; at < end; at++) if (view.getUint8(at) > 0x7f) return false;
  return true;
}

/** Copies `from[start, end)` to `to`, from `at` on. */
export function copyBytes(from: DataView, start: number, end: number, to: DataView, at: number): void {
  let source = start;
  let target = at;
  for (; source + 4 <= end; source += 4) {
    to.setInt32(target, from.getInt32(source, true), true);
    target += 4;
  }
  for (; source < end; source++) to.setUint8(target++, from.getUint8(source));
}

const ONE_EACH = 0x01010101;
const ABOVE_SPACE = 0x21212121;
const TOP_BITS = 0x80808080;

/**
 * Whether one of the word's bytes is less than that of the limit (below 0x80), in which all are alike: subtracting it borrows from
 * such a byte's top bit.
 * Source: "Bit Twiddling Hacks", Determine if a word has a byte less than n.
 */
function hasSmallByte(word: number, limit: number): boolean {
  return ((word - limit) & ~word & TOP_BITS) !== 0;
}
