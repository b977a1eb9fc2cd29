import { expect, it } from "vitest";
import { changeBarWords, totalOf } from "../../../app/web/changes/change-bars.ts";

const START = Date.parse("2026-11-20T12:00:00.000Z");
const HOUR = 3_600_000;

it("says a bar in words, the commonest types by name and the rest counted", () => {
  const byType = { app: 1, config_change: 5, release: 4, addon: 2, domain: 1, collaborator: 1 };
  expect(changeBarWords({ startMs: START, count: 14, errors: 0 }, HOUR, byType, "utc")).toBe(
    "20 Nov 12:00 – 13:00 · 14 changes: 5 config_change, 4 release, 2 addon, 1 app, 2 others",
  );
  expect(changeBarWords({ startMs: START, count: 0, errors: 0 }, HOUR, {}, "utc")).toBe(
    "20 Nov 12:00 – 13:00 · 0 changes",
  );
});

it("sums the whole range, the commonest types first", () => {
  expect(
    totalOf([
      { count: 2, by_type: { release: 2 } },
      { count: 3, by_type: { release: 1, addon: 2 } },
    ]),
  ).toEqual({
    changes: 5,
    types: [
      { type: "release", count: 3 },
      { type: "addon", count: 2 },
    ],
    others: 0,
  });
  expect(totalOf([{ count: 12, by_type: { a: 5, b: 3, c: 2, d: 1, e: 1 } }])).toMatchObject({ changes: 12, others: 1 });
  expect(totalOf([])).toEqual({ changes: 0, types: [], others: 0 });
});
