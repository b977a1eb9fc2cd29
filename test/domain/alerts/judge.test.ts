import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { type AlertRule, sayRule } from "../../../app/contract/alert-words.ts";
import { countInWindow, judge, stepMinutes, windowEnds } from "../../../app/domain/alerts/judge.ts";

const atLeast = (count: number, window_minutes: number): AlertRule => ({
  watches: "lines",
  condition: "at_least",
  count,
  window_minutes,
});
const fewerThan = (count: number, window_minutes: number): AlertRule => ({
  watches: "lines",
  condition: "fewer_than",
  count,
  window_minutes,
});
const minutes = (from: number, to: number) => Array.from({ length: to - from + 1 }, (_, i) => from + i);

describe("an alert's state, minute by minute", () => {
  it("fires when a window first has its lines, and is resolved when one first lacks them", () => {
    // Three lines within five minutes: at 11, 13 and 14.
    const lines = new Map([
      [11, 1],
      [13, 1],
      [14, 1],
      [30, 2],
    ]);
    expect(judge(atLeast(3, 5), "ok", lines, minutes(8, 40))).toEqual([
      { minute: 15, state: "firing", count: 3 },
      { minute: 17, state: "ok", count: 2 },
    ]);
  });

  it("a line of the minute that just began is of the next window", () => {
    const lines = new Map([[10, 1]]);
    expect(judge(atLeast(1, 1), "ok", lines, [10])).toEqual([]);
    expect(judge(atLeast(1, 1), "ok", lines, [11])).toEqual([{ minute: 11, state: "firing", count: 1 }]);
  });

  it("says nothing while what it said is still so", () => {
    const lines = new Map(minutes(0, 60).map((minute) => [minute, 5]));
    expect(judge(atLeast(5, 1), "firing", lines, minutes(1, 60))).toEqual([]);
    expect(judge(fewerThan(5, 1), "ok", lines, minutes(1, 60))).toEqual([]);
  });

  it("misses lines, and finds them again", () => {
    const lines = new Map([
      [1, 1],
      [20, 1],
    ]);
    expect(judge(fewerThan(1, 10), "ok", lines, minutes(2, 25))).toEqual([
      { minute: 12, state: "firing", count: 0 },
      { minute: 21, state: "ok", count: 1 },
    ]);
  });
});

describe("whatever lines come", () => {
  const rule = fc.record({
    condition: fc.constantFrom("at_least" as const, "fewer_than" as const),
    count: fc.integer({ min: 1, max: 8 }),
    window_minutes: fc.integer({ min: 1, max: 90 }),
  });
  const lines = fc
    .array(fc.tuple(fc.integer({ min: 0, max: 300 }), fc.integer({ min: 1, max: 4 })), { maxLength: 60 })
    .map((entries) => new Map(entries));

  it("judged in any pieces, the turns are those of judging at once", () => {
    fc.assert(
      fc.property(rule, lines, fc.array(fc.integer({ min: 1, max: 300 }), { maxLength: 6 }), (rule, lines, cuts) => {
        const whole = judge(rule, "ok", lines, windowEnds(rule, 0, 300));
        const turns = [];
        let [state, after]: ["ok" | "firing", number] = ["ok", 0];
        for (const to of [...cuts, 300].sort((a, b) => a - b)) {
          const ends = windowEnds(rule, after, to);
          const more = judge(rule, state, lines, ends);
          turns.push(...more);
          state = more.at(-1)?.state ?? state;
          after = ends.at(-1) ?? after; // as it is kept: how far windows were judged
        }
        expect(turns).toEqual(whole);
      }),
    );
  });

  it("turns alternate, and each is true of its window", () => {
    fc.assert(
      fc.property(rule, lines, (rule, lines) => {
        let before = "ok";
        for (const { minute, state, count } of judge(rule, "ok", lines, windowEnds(rule, 0, 400))) {
          const inWindow = [...lines].filter(([at]) => at >= minute - rule.window_minutes && at < minute);
          expect(count).toBe(inWindow.reduce((sum, [, n]) => sum + n, 0));
          expect(state === "firing").toBe(rule.condition === "at_least" ? count >= rule.count : count < rule.count);
          expect(state).not.toBe(before);
          before = state;
        }
      }),
    );
  });
});

describe("windows", () => {
  it("of an hour and less end every minute, of a day some sixty times in it, at the same minutes whoever asks", () => {
    expect([1, 59, 60, 119, 120, 1440].map((window) => stepMinutes(atLeast(1, window)))).toEqual([1, 1, 1, 1, 2, 24]);
    expect(windowEnds(atLeast(1, 1440), 100, 150)).toEqual([120, 144]);
    expect(windowEnds(atLeast(1, 1440), 120, 150)).toEqual([144]);
    expect(windowEnds(atLeast(1, 5), 7, 7)).toEqual([]);
  });

  it("hold the lines of their minutes", () => {
    const lines = new Map([
      [4, 1],
      [5, 10],
      [9, 100],
      [10, 1000],
    ]);
    expect(countInWindow(atLeast(1, 5), lines, 10)).toBe(110);
  });
});

it("a rule in words", () => {
  expect(
    [atLeast(1, 1), atLeast(12_000, 90), fewerThan(1, 30), fewerThan(2, 60), atLeast(3, 1440)].map(sayRule),
  ).toEqual([
    "at least 1 line in 1 minute",
    "at least 12,000 lines in 90 minutes",
    "no line in 30 minutes",
    "fewer than 2 lines in 1 hour",
    "at least 3 lines in 1 day",
  ]);
  const changes = { ...fewerThan(1, 1440), watches: "changes" as const };
  expect([changes, { ...changes, count: 2 }].map(sayRule)).toEqual([
    "no change in 1 day",
    "fewer than 2 changes in 1 day",
  ]);
});
