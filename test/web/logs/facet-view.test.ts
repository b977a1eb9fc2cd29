import { describe, expect, it } from "vitest";
import { countedWords, facetViews } from "../../../app/web/logs/facet-view.ts";

const data = [
  { field: "status", values: [{ value: "200", count: 900 }] },
  { field: "user.id", values: [{ value: "42", count: 1200 }] },
];

describe("facetViews", () => {
  it("opens what people narrow by first, and tells each value's share of all lines", () => {
    const views = facetViews({ data, lines: 1000, sampled: false });
    expect(views.map((view) => [view.field, view.isOpenAtFirst])).toEqual([
      ["status", true],
      ["user.id", false],
    ]);
    expect(views[0]?.values).toEqual([{ value: "200", words: "900", share: 0.9 }]);
  });

  it("marks estimates, and keeps a share within the whole when one overshoots", () => {
    const [, user] = facetViews({ data, lines: 1000, sampled: true });
    expect(user?.values).toEqual([{ value: "42", words: "≈ 1,200", share: 1 }]);
  });
});

describe("countedWords", () => {
  it("says how many lines were counted", () => {
    expect(countedWords({ lines: 1, sampled: false })).toBe("1 line matches.");
    expect(countedWords({ lines: 1204, sampled: false })).toBe("1,204 lines match.");
  });

  it("says plainly what took too long", () => {
    const answer = { lines: 3, sampled: false, partial: true as const };
    expect(countedWords({ ...answer, counted_from: "2026-03-04T09:15:00.000Z" })).toBe(
      "3 lines match. To count the whole range took too long: these are of its newest eighth. A narrower range is counted exactly.",
    );
    expect(countedWords(answer)).toBe(
      "3 lines match. Some fields took too long to count and are left out. A narrower range is counted exactly.",
    );
  });

  it("says plainly when a part was counted", () => {
    expect(countedWords({ lines: 3_204_118, sampled: true, sample_rate: 0.25 })).toBe(
      "3,204,118 lines match. The counts are estimates: they were taken on a part of them (every 4th line) and scaled up. A narrower range is counted exactly.",
    );
    expect(countedWords({ lines: 9_000_000, sampled: true, sample_rate: 1 / 11 })).toContain("every 11th line");
    expect(countedWords({ lines: 9_000_000, sampled: true, sample_rate: 1 / 22 })).toContain("every 22nd line");
  });
});
