import { describe, expect, it } from "vitest";
import type { AlertAnswer } from "../../../app/contract/api.ts";
import {
  deliveryWords,
  isMuted,
  isYoung,
  previewWords,
  ruleWords,
  summaryWords,
  untoldWords,
} from "../../../app/web/alerts/alert-words.ts";

const NOW_MS = Date.parse("2026-11-20T12:00:00.000Z");

function alert(over: Partial<AlertAnswer> = {}): AlertAnswer {
  return {
    id: "a1",
    name: "Broken requests",
    watches: "lines",
    query: "status:>=500",
    condition: "at_least",
    count: 10,
    times: 3,
    window_minutes: 5,
    destination: { kind: "slack", shown: "hooks.slack.com" },
    state: "ok",
    state_since: "2026-11-20T11:00:00.000Z",
    judged_to: "2026-11-20T12:00:00.000Z",
    trouble: null,
    last_told: null,
    muted_until: null,
    created_at: "2026-11-20T11:00:00.000Z",
    created_by: "ops@example.com",
    changed_at: null,
    ...over,
  };
}

it.each([
  [{}, "At least 10 lines in 5 minutes match"],
  [{ count: 1, window_minutes: 60 }, "At least 1 line in 1 hour matches"],
  [{ condition: "fewer_than", count: 1, window_minutes: 30 }, "No line in 30 minutes matches"],
  [{ condition: "fewer_than", count: 1200, window_minutes: 240 }, "Fewer than 1,200 lines in 4 hours match"],
  [{ query: "", condition: "fewer_than", count: 1 }, "No line in 5 minutes, of any kind"],
  [{ condition: "rises", count: 1 }, "At least 3 times as many lines in 5 minutes match"],
  [
    { query: "", condition: "falls", count: 100 },
    "At most 33.3 % as many lines in 5 minutes as a day before, when there were at least 100",
  ],
] as const)("says of the rule %j: %s", (over, words) => {
  expect(ruleWords(alert(over))).toBe(words);
});

it("is muted until the moment, and not at it", () => {
  expect(isMuted(alert({ muted_until: "2026-11-20T12:00:00.001Z" }), NOW_MS)).toBe(true);
  expect(isMuted(alert({ muted_until: "2026-11-20T12:00:00.000Z" }), NOW_MS)).toBe(false);
  expect(isMuted(alert(), NOW_MS)).toBe(false);
});

it("sums up what asks for somebody's eyes", () => {
  expect(summaryWords([alert()], NOW_MS)).toBe("1 alert: all is well");
  expect(
    summaryWords(
      [
        alert(),
        alert({ state: "firing", muted_until: "2026-11-20T13:00:00.000Z" }),
        alert({ trouble: "query_too_slow" }),
      ],
      NOW_MS,
    ),
  ).toBe("3 alerts: 1 firing, 1 cannot be judged, 1 muted");
});

describe("an alert that reached nobody", () => {
  const told = (over: Partial<NonNullable<AlertAnswer["last_told"]>>): AlertAnswer["last_told"] => ({
    id: "e1",
    type: "fired",
    at: "2026-11-20T11:59:00.000Z",
    delivery: "delivered",
    attempts: 1,
    error: null,
    ...over,
  });

  it("says so with why, also while it is tried again", () => {
    const failed = told({ delivery: "failed", attempts: 9, error: "It answered 404." });
    expect(untoldWords(failed)).toEqual({
      start: "Nobody was told that it fired",
      outcome: "not delivered after 9 attempts. It answered 404.",
    });
    expect(untoldWords(told({ type: "resolved", delivery: "failed", attempts: 9 }))).toEqual({
      start: "Nobody was told that it was resolved",
      outcome: "not delivered after 9 attempts.",
    });
    expect(untoldWords(told({ delivery: "pending", attempts: 2, error: "It answered 503." }))).toEqual({
      start: "Nobody could be told yet that it fired",
      outcome: "tried twice, and again soon. It answered 503.",
    });
    expect(summaryWords([alert({ last_told: failed })], NOW_MS)).toBe("1 alert: 1 not told to anybody");
  });

  it("says nothing when it was told, is on its way, or never had to be", () => {
    for (const last of [null, told({}), told({ delivery: "pending", attempts: 0 })])
      expect(untoldWords(last)).toBeNull();
  });
});

it("was not judged before its first minute has ended", () => {
  expect(isYoung({ created_at: "2026-11-20T11:00:30.000Z", judged_to: "2026-11-20T11:00:00.000Z" })).toBe(true);
  expect(isYoung({ created_at: "2026-11-20T11:00:30.000Z", judged_to: "2026-11-20T11:01:00.000Z" })).toBe(false);
});

describe("what came of telling somebody", () => {
  it.each([
    [{ delivery: "pending", attempts: 0, error: null }, "on its way"],
    [{ delivery: "pending", attempts: 1, error: "It answered 500." }, "tried once, and again soon. It answered 500."],
    [{ delivery: "delivered", attempts: 1, error: null }, "delivered"],
    [{ delivery: "delivered", attempts: 3, error: "It answered 500." }, "delivered after 3 attempts"],
    [
      { delivery: "failed", attempts: 6, error: "It answered 404." },
      "not delivered after 6 attempts. It answered 404.",
    ],
    [{ delivery: "failed", attempts: 1, error: null }, "not delivered after 1 attempt"],
    [{ delivery: "muted", attempts: 0, error: null }, "told nobody: muted"],
  ] as const)("of %j is: %s", (event, words) => {
    expect(deliveryWords(event)).toBe(words);
  });
});

describe("a preview", () => {
  const firing = { from: "2026-11-20T09:30:00.000Z", to: "2026-11-20T09:40:00.000Z" as string | null, count: 12 };

  it.each([
    [0, [], "In the last 24 hours this would not have fired."],
    [1, [firing], "In the last 24 hours this would have fired once, at 20 Nov 09:30."],
    [3, [firing], "In the last 24 hours this would have fired 3 times, last at 20 Nov 09:30."],
    [
      1,
      [{ ...firing, to: null }],
      "In the last 24 hours this would have fired once, at 20 Nov 09:30, and would be firing now.",
    ],
  ])("of %i firings", (fired, firings, words) => {
    const day = { from: "2026-11-19T12:00:00.000Z", to: "2026-11-20T12:00:00.000Z" };
    expect(previewWords({ ...day, fired, firings }, "utc")).toBe(words);
  });

  it("says since when, where the add-on has not been there for long enough", () => {
    const to = "2026-11-20T12:00:00.000Z";
    const since = (from: string, fired = 0) =>
      previewWords({ from, to, fired, firings: fired > 0 ? [firing] : [] }, "utc");
    expect(since("2026-11-20T09:00:00.000Z")).toBe("Since 20 Nov 09:00 this would not have fired.");
    expect(since("2026-11-20T09:00:00.000Z", 2)).toBe(
      "Since 20 Nov 09:00 this would have fired twice, last at 20 Nov 09:30.",
    );
    expect(since(to)).toBe("It cannot say anything yet: the add-on has not been there for so long.");
  });
});
