import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { fillBuckets, niceBucketSeconds } from "../../../app/domain/stats/buckets.ts";

const rangeOf = (from: string, to: string) => ({
  fromMicros: Date.parse(from) * 1000,
  toMicros: Date.parse(to) * 1000,
});
const startsOf = (range: { fromMicros: number; toMicros: number }, buckets: number) => {
  const seconds = niceBucketSeconds(range, buckets);
  return { seconds, starts: fillBuckets([], range, seconds, () => ({})).map(({ start }) => start) };
};

describe("the buckets of a range", () => {
  it("are at most as many as asked, hold all of it, and no bucket is beside it", () => {
    const range = fc
      .tuple(fc.integer({ min: 0, max: 2_000_000_000 }), fc.integer({ min: 1, max: 100 * 86_400 }), fc.nat(999_999))
      .map(([from, seconds, micros]) => ({
        fromMicros: from * 1_000_000 + micros,
        toMicros: (from + seconds) * 1_000_000 + micros,
      }));
    fc.assert(
      fc.property(range, fc.integer({ min: 1, max: 500 }), (asked, buckets) => {
        const { seconds, starts } = startsOf(asked, buckets);
        expect(starts.length).toBeLessThanOrEqual(buckets);
        const micros = (start: string | undefined) => Date.parse(start ?? "") * 1000;
        expect(micros(starts[0])).toBeLessThanOrEqual(asked.fromMicros);
        expect(micros(starts[0]) + seconds * 1e6).toBeGreaterThan(asked.fromMicros);
        expect(micros(starts.at(-1))).toBeLessThan(asked.toMicros);
        expect(micros(starts.at(-1)) + seconds * 1e6).toBeGreaterThanOrEqual(asked.toMicros);
      }),
    );
  });

  it("are the narrowest that fit: an hour that begins within a minute touches 61 of them", () => {
    const [aligned, between] = [
      rangeOf("2026-03-04T09:00:00Z", "2026-03-04T10:00:00Z"),
      rangeOf("2026-03-04T09:00:30Z", "2026-03-04T10:00:30Z"),
    ];
    expect(startsOf(aligned, 60)).toMatchObject({ seconds: 60, starts: { length: 60 } });
    expect(startsOf(between, 60)).toMatchObject({ seconds: 120, starts: { length: 31 } });
    expect(startsOf(between, 61)).toMatchObject({ seconds: 60, starts: { length: 61 } });
  });

  it("are one where one is asked, also across midnight and the end of a week", () => {
    expect(startsOf(rangeOf("2026-03-04T23:30:00Z", "2026-03-05T00:30:00Z"), 1).starts).toHaveLength(1);
  });
});
