import { describe, expect, it } from "vitest";
import { buildRows, nextLineIndex, oldestFirst } from "../../../app/web/logs/rows.ts";
import { arrive, emptyTail } from "../../../app/web/logs/tail-buffer.ts";
import { makeLine } from "./lines.ts";

const at = (id: string, timestamp: string) => makeLine({ id, timestamp });
const a = at("a", "2026-11-19T23:59:59.000000Z");
const b = at("b", "2026-11-20T00:00:01.000000Z");
const c = at("c", "2026-11-20T00:00:02.000000Z");
const shape = (rows: ReturnType<typeof buildRows>) =>
  rows.map((row) => (row.type === "line" ? row.line.id : row.type === "day" ? row.name : row.type));

it("turns pages of newest lines first into one list of oldest first, each line once", () => {
  expect(oldestFirst([{ data: [c, b] }, { data: [b, a] }]).map((line) => line.id)).toEqual(["a", "b", "c"]);
});

describe("buildRows", () => {
  it("begins each day with its name", () => {
    const rows = buildRows({ stored: [a, b, c], tail: null, zone: "utc", top: "more" });
    expect(shape(rows)).toEqual(["top", "Thu 19 Nov 2026", "a", "Fri 20 Nov 2026", "b", "c"]);
  });

  it("joins the tail to the stored lines without showing a line twice", () => {
    const tail = arrive(
      emptyTail(),
      [b, c].map((data) => ({ event: "line" as const, data })),
    );
    const rows = buildRows({ stored: [a, b], tail, zone: "utc", top: "range-start" });
    expect(shape(rows).filter((name) => name.length === 1)).toEqual(["a", "b", "c"]);
  });

  it("shows no hole: once the tail has let lines go, older stored lines are left out too", () => {
    const tail = arrive(
      emptyTail(1),
      [b, c].map((data) => ({ event: "line" as const, data })),
    );
    const rows = buildRows({ stored: [a], tail, zone: "utc", top: "more" });
    expect(shape(rows)).toEqual(["top", "Fri 20 Nov 2026", "c"]);
    expect(rows[0]).toMatchObject({ state: "evicted" });
  });

  it("gives every row its own key, also when a late line makes a day come twice", () => {
    const rows = buildRows({ stored: [b, a, c], tail: null, zone: "utc", top: "more" });
    expect(new Set(rows.map((row) => row.key)).size).toBe(rows.length);
  });
});

it("walks from line to line past everything that is none", () => {
  const rows = buildRows({ stored: [a, b], tail: null, zone: "utc", top: "more" });
  expect(nextLineIndex(rows, -1, 1)).toBe(2);
  expect(nextLineIndex(rows, 2, 1)).toBe(4);
  expect(nextLineIndex(rows, 4, 1)).toBe(-1);
  expect(nextLineIndex(rows, rows.length, -1)).toBe(4);
});
