import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { areSame, copyBytes, findEither, findSpace, isAsciiBetween, viewOf } from "../../app/lib/byte-words.ts";

/** Bytes near the edges of what is looked for, somewhere in a larger buffer, and a part of them. */
const edges = fc.constantFrom(0x00, 0x01, 0x1f, 0x20, 0x21, 0x22, 0x23, 0x5b, 0x5c, 0x5d, 0x7f, 0x80, 0xa0, 0xff);
const part = fc
  .tuple(
    fc.array(fc.oneof(edges, fc.nat(255), fc.constant(0x61)), { maxLength: 40 }),
    fc.nat(7),
    fc.nat(40),
    fc.nat(40),
  )
  .map(([bytes, ahead, one, other]) => {
    const whole = Uint8Array.from([...Array.from({ length: ahead }, () => 0x20), ...bytes]);
    const places = [Math.min(one, bytes.length), Math.min(other, bytes.length)].sort((a, b) => a - b);
    const [start, end] = places as [number, number];
    return { bytes, view: viewOf(whole.subarray(ahead)), start, end };
  });

const firstOr = (found: number, start: number, end: number) => (found < 0 ? end : start + found);

describe("four bytes at a time is the same as one", () => {
  it("for the first space", () => {
    fc.assert(
      fc.property(part, ({ bytes, view, start, end }) => {
        const found = bytes.slice(start, end).findIndex((byte) => byte <= 0x20);
        expect(findSpace(view, start, end)).toBe(firstOr(found, start, end));
      }),
      { numRuns: 2_000 },
    );
  });

  it("for the first of two bytes", () => {
    fc.assert(
      fc.property(part, fc.constantFrom(0x22, 0x5c, 0x20), ({ bytes, view, start, end }, one) => {
        const found = bytes.slice(start, end).findIndex((byte) => byte === one || byte === 0x5c);
        expect(findEither(view, start, end, one, 0x5c)).toBe(firstOr(found, start, end));
      }),
      { numRuns: 2_000 },
    );
  });

  it("for what is no ASCII", () => {
    fc.assert(
      fc.property(part, ({ bytes, view, start, end }) => {
        expect(isAsciiBetween(view, start, end)).toBe(bytes.slice(start, end).every((byte) => byte < 0x80));
      }),
      { numRuns: 2_000 },
    );
  });

  it("for what is the same, and what is copied, and nothing beside it is touched", () => {
    fc.assert(
      fc.property(part, fc.nat(40), fc.nat(255), ({ bytes, view, start, end }, changed, byte) => {
        const length = end - start;
        const copy = new Uint8Array(length + 6).fill(0xee);
        copyBytes(view, start, end, viewOf(copy), 3);
        expect([...copy]).toEqual([0xee, 0xee, 0xee, ...bytes.slice(start, end), 0xee, 0xee, 0xee]);
        expect(areSame(view, start, viewOf(copy), 3, length)).toBe(true);
        if (length === 0) return;
        const at = changed % length;
        copy[3 + at] = byte;
        expect(areSame(view, start, viewOf(copy), 3, length)).toBe(bytes[start + at] === byte);
      }),
      { numRuns: 2_000 },
    );
  });
});
