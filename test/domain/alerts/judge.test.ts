import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { ALERT_CONDITIONS, type AlertCondition, type AlertRule, sayRule } from "../../../app/contract/alert-words.ts";
import { countInWindow, judge, stepMinutes, tellingWindows, windowEnds } from "../../../app/domain/alerts/judge.ts";
import { atMinute, DAY_MINUTES } from "../../../app/domain/alerts/minutes.ts";

const ruleOf =
  (condition: AlertCondition) =>
  (count: number, window_minutes: number, times = 3): AlertRule => ({
    watches: "lines",
    condition,
    count,
    times,
    window_minutes,
  });
const [atLeast, fewerThan, rises, falls] = ALERT_CONDITIONS.map(ruleOf) as [Of, Of, Of, Of];
type Of = ReturnType<typeof ruleOf>;
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
      { minute: 15, state: "firing", count: 3, countDayBefore: null },
      { minute: 17, state: "ok", count: 2, countDayBefore: null },
    ]);
  });

  it("a line of the minute that just began is of the next window", () => {
    const lines = new Map([[10, 1]]);
    expect(judge(atLeast(1, 1), "ok", lines, [10])).toEqual([]);
    expect(judge(atLeast(1, 1), "ok", lines, [11])).toEqual([
      { minute: 11, state: "firing", count: 1, countDayBefore: null },
    ]);
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
      { minute: 12, state: "firing", count: 0, countDayBefore: null },
      { minute: 21, state: "ok", count: 1, countDayBefore: null },
    ]);
  });
});

describe("compared with a day before", () => {
  const [YESTERDAY, TODAY] = [100, 100 + DAY_MINUTES];
  const turnsOf = (rule: AlertRule, yesterday: number, today: number) =>
    judge(
      rule,
      "ok",
      new Map([
        [YESTERDAY, yesterday],
        [TODAY, today],
      ]),
      [TODAY + 1],
    ).map(({ count, countDayBefore }) => [count, countDayBefore]);

  it.each([
    ["three times as many", rises, 10, 30, true],
    ["one less than three times as many", rises, 10, 29, false],
    ["many where there was none", rises, 0, 20, true],
    ["three times as many, but few", rises, 6, 19, false],
    ["a third", falls, 30, 10, true],
    ["one more than a third", falls, 30, 11, false],
    ["none of many", falls, 20, 0, true],
    ["none of few", falls, 19, 0, false],
    ["as many", rises, 30, 30, false],
    ["as many", falls, 30, 30, false],
  ])("%s: %o", (_what, of, yesterday, today, fires) => {
    expect(turnsOf(of(20, 5), yesterday, today)).toEqual(fires ? [[today, yesterday]] : []);
  });

  it("the whole window is, with the whole window", () => {
    const arrived = new Map([
      [YESTERDAY, 1],
      [YESTERDAY + 4, 2],
      [YESTERDAY + 5, 100],
      [TODAY, 4],
      [TODAY + 4, 5],
    ]);
    expect(judge(rises(1, 5), "ok", arrived, [TODAY + 5])).toEqual([
      { minute: TODAY + 5, state: "firing", count: 9, countDayBefore: 3 },
    ]);
  });

  it("it says nothing of windows that nobody counted the day before", () => {
    const bornAt = atMinute(YESTERDAY);
    const ends = [TODAY + 4, TODAY + 5, TODAY + 6];
    expect(tellingWindows(rises(1, 5), ends, bornAt)).toEqual([TODAY + 5, TODAY + 6]);
    expect(tellingWindows(falls(1, 5), ends, bornAt)).toEqual([TODAY + 5, TODAY + 6]);
    expect(tellingWindows(atLeast(1, 5), ends, bornAt)).toEqual(ends);
    expect(tellingWindows(fewerThan(1, 5), [YESTERDAY + 4, ...ends], bornAt)).toEqual(ends);
  });
});

describe("whatever lines come", () => {
  const rule = fc.record({
    condition: fc.constantFrom(...ALERT_CONDITIONS),
    count: fc.integer({ min: 1, max: 8 }),
    times: fc.integer({ min: 11, max: 40 }).map((tenths) => tenths / 10),
    window_minutes: fc.integer({ min: 1, max: 90 }),
  });
  const lines = fc
    .array(fc.tuple(fc.integer({ min: 0, max: 300 }), fc.integer({ min: 1, max: 4 })), { maxLength: 60 })
    .map((entries) => new Map(entries));

  it("judged in any pieces, the turns are those of judging at once", () => {
    fc.assert(
      fc.property(rule, lines, fc.array(fc.integer({ min: 1, max: 300 }), { maxLength: 6 }), (rule, lines, cuts) => {
        const whole = judge(rule, "ok", lines, windowEnds(rule, 0, 300 + DAY_MINUTES));
        const turns = [];
        let [state, after]: ["ok" | "firing", number] = ["ok", 0];
        for (const to of [...cuts, 300, ...cuts.map((cut) => cut + DAY_MINUTES), 300 + DAY_MINUTES].sort(
          (a, b) => a - b,
        )) {
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
        const countAt = (end: number) =>
          [...lines].reduce((sum, [at, n]) => (at >= end - rule.window_minutes && at < end ? sum + n : sum), 0);
        for (const { minute, state, count } of judge(rule, "ok", lines, windowEnds(rule, 0, 400 + DAY_MINUTES))) {
          const dayBefore = countAt(minute - DAY_MINUTES);
          expect(count).toBe(countAt(minute));
          expect(state === "firing").toBe(
            {
              at_least: count >= rule.count,
              fewer_than: count < rule.count,
              rises: count >= rule.count && count >= rule.times * dayBefore,
              falls: dayBefore >= rule.count && dayBefore >= rule.times * count,
            }[rule.condition],
          );
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
  expect([rises(20, 5), rises(1_000, 60, 1.5), falls(100, 15), falls(20, 60, 2)].map(sayRule)).toEqual([
    "at least 3 times as many lines in 5 minutes as a day before, and at least 20 of them",
    "at least 1.5 times as many lines in 1 hour as a day before, and at least 1,000 of them",
    "at most 33.3 % as many lines in 15 minutes as a day before, when there were at least 100",
    "at most 50 % as many lines in 1 hour as a day before, when there were at least 20",
  ]);
  const changes = { ...fewerThan(1, 1440), watches: "changes" as const };
  expect([changes, { ...changes, count: 2 }].map(sayRule)).toEqual([
    "no change in 1 day",
    "fewer than 2 changes in 1 day",
  ]);
});
