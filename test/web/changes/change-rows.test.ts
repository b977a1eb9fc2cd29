import { expect, it } from "vitest";
import { buildChangeRows, nextChangeIndex } from "../../../app/web/changes/change-rows.ts";
import { changeOf } from "./changes.ts";

const at = (id: string, eventTime: string) => changeOf({ id, eventTime });

const PAGES = [
  { data: [at("c", "2026-11-20T01:00:00.000Z"), at("b", "2026-11-19T23:00:00.000Z")] },
  { data: [at("b", "2026-11-19T23:00:00.000Z"), at("a", "2026-11-19T22:00:00.000Z")] },
];

it("shows each change once however the pages overlap, a day's name before the day, and what lies below", () => {
  const rows = buildChangeRows(PAGES, "utc", "more");
  expect(
    rows.map((row) => (row.type === "change" ? row.change.id : row.type === "day" ? row.name : row.state)),
  ).toEqual(["Fri 20 Nov 2026", "c", "Thu 19 Nov 2026", "b", "a", "more"]);
  expect(new Set(rows.map((row) => row.key)).size).toBe(rows.length);
});

it("is empty without changes, so that something else can be shown there", () => {
  expect(buildChangeRows([{ data: [] }], "utc", "range-start")).toEqual([]);
});

it("walks from change to change over the days, and stops at both ends", () => {
  const rows = buildChangeRows(PAGES, "utc", "range-start");
  expect(nextChangeIndex(rows, -1, 1)).toBe(1);
  expect(nextChangeIndex(rows, 1, 1)).toBe(3);
  expect(nextChangeIndex(rows, 4, 1)).toBe(-1);
  expect(nextChangeIndex(rows, 1, -1)).toBe(-1);
});
