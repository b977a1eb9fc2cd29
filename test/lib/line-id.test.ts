import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { formatLineId, parseLineId } from "../../app/lib/line-id.ts";

const position = fc.record({
  timestampMicros: fc.nat({ max: Number.MAX_SAFE_INTEGER }),
  receivedAtMs: fc.nat({ max: 9_000_000_000_000 }),
  frameSeq: fc.nat({ max: 0xffff_ffff }),
  lineIndex: fc.nat({ max: 0xffff_ffff }),
});

describe("a line's id", () => {
  it("gives back the position it was made from", () => {
    fc.assert(
      fc.property(position, (each) => {
        expect(parseLineId(formatLineId(each))).toEqual({ ...each });
      }),
    );
  });

  it("is different for different positions, and fits the API's 80 characters", () => {
    fc.assert(
      fc.property(position, position, (a, b) => {
        expect(formatLineId(a) === formatLineId(b)).toBe(JSON.stringify(a) === JSON.stringify(b));
        expect(formatLineId(a).length).toBeLessThanOrEqual(80);
        expect(formatLineId(a)).toMatch(/^[0-9a-z-]+$/);
      }),
    );
  });

  it("reads any text without throwing, and takes only what stores can hold", () => {
    fc.assert(
      fc.property(fc.oneof(fc.string(), fc.stringMatching(/^[0-9a-z]{1,12}(-[0-9a-z]{1,8}){3}$/)), (text) => {
        const read = parseLineId(text);
        if (read === null) return;
        expect(Object.values(read).every(Number.isSafeInteger)).toBe(true);
        expect(Math.max(read.frameSeq, read.lineIndex)).toBeLessThanOrEqual(0xffff_ffff);
      }),
    );
  });

  it.each(["", "1", "1-2-3", "1-2-3-4-5", "1-2-3-A", " 1-2-3-4", "1-2-3-4\n", "-1-2-3-4", "1-2-zzzzzzz-4"])(
    "is not %j",
    (text) => {
      expect(parseLineId(text)).toBeNull();
    },
  );
});
