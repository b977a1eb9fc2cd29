import { describe, expect, it } from "vitest";
import { barWords, busiestBar, fillBars, summaryWords } from "../../../app/web/logs/histogram-bars.ts";

const MINUTE = 60_000;
const START = Date.parse("2026-11-20T12:00:00.000Z");
const bucket = (minute: number, count: number, errors = 0) => ({
  start: new Date(START + minute * MINUTE).toISOString(),
  count,
  errors,
});

describe("fillBars", () => {
  it("fills empty buckets in from the beginning of the range to its end", () => {
    const bars = fillBars(
      { data: [bucket(1, 5, 1), bucket(3, 7)], bucket_seconds: 60 },
      { fromMs: START, toMs: START + 5 * MINUTE },
    );
    expect(bars.map((bar) => bar.count)).toEqual([0, 5, 0, 7, 0]);
    expect(bars[0]?.startMs).toBe(START);
  });

  it("keeps a first bucket that begins before the range, and loses none off the grid", () => {
    const data = [bucket(0, 5), { start: new Date(START + 90_000).toISOString(), count: 2, errors: 0 }];
    const bars = fillBars({ data, bucket_seconds: 60 }, { fromMs: START + 30_000, toMs: START + 2 * MINUTE });
    expect(bars.map((bar) => bar.count)).toEqual([5, 0, 2]);
  });

  it("draws an empty answer as empty bars and a nonsensical one as none", () => {
    const range = { fromMs: START, toMs: START + 2 * MINUTE };
    expect(fillBars({ data: [], bucket_seconds: 60 }, range)).toHaveLength(2);
    expect(fillBars({ data: [], bucket_seconds: 0 }, range)).toEqual([]);
  });
});

it("says a bar and the whole in words", () => {
  const bars = [
    { startMs: START, count: 1204, errors: 13 },
    { startMs: START + MINUTE, count: 1, errors: 0 },
  ];
  expect(barWords(bars[0] ?? { startMs: 0, count: 0, errors: 0 }, MINUTE, "utc")).toBe(
    "20 Nov 12:00:00 – 12:01:00 · 1,204 lines, 13 errors",
  );
  expect(summaryWords(bars)).toBe("1,205 lines · 13 errors (1.1%)");
  expect(summaryWords([])).toBe("0 lines · no errors");
  expect(busiestBar(bars)).toBe(bars[0]);
  expect(busiestBar([])).toBeNull();
});
