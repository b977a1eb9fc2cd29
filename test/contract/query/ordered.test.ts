import { describe, expect, test } from "vitest";
import { LINE_LEVELS } from "../../../app/contract/line.ts";
import { compileMatcher } from "../../../app/contract/query/match.ts";
import { parseQuery } from "../../../app/contract/query/parse.ts";
import { lineOf } from "./lines.ts";
import { ORDERED } from "./ordered.ts";

/** Each level and each severity, and with a field of the same name that would sort elsewhere. */
const LINES = LINE_LEVELS.flatMap((level, i) => [
  lineOf({ level, priority: 184 + i, message_len: 5_118 + i }),
  lineOf({ level, priority: i, message_len: 200, fields: { level: "zzz", severity: "aaa" } }),
  lineOf({ level, priority: 5 + i, fields: { level } }),
]);

describe("a field that has an order of its own compares in it", () => {
  test.each(ORDERED)("$query", ({ query, holds }) => {
    const matches = compileMatcher(parseQuery(query).tree);
    expect(LINES.filter(matches)).toEqual(LINES.filter(holds));
  });

  test("in which a word that is no level has no place: only a line's own field compares with it", () => {
    const matches = compileMatcher(parseQuery("level:>=loud").tree);
    for (const level of LINE_LEVELS) expect(matches(lineOf({ level }))).toBe(false);
    expect(matches(lineOf({ fields: { level: "verbose" } }))).toBe(true);
    expect(matches(lineOf({ fields: { level: "chatty" } }))).toBe(false);
    const byNumber = compileMatcher(parseQuery("level:>=40").tree);
    expect(byNumber(lineOf({ fields: { level: "50" } }))).toBe(true);
    expect(byNumber(lineOf({ fields: { level: "30" } }))).toBe(false);
    expect(byNumber(lineOf({ level: "fatal" }))).toBe(false);
  });

  test("but under a quoted name, which is the line's own field, as text", () => {
    const matches = compileMatcher(parseQuery('"level":>=info').tree);
    expect(matches(lineOf({ level: "debug", fields: { level: "warn" } }))).toBe(true);
    expect(matches(lineOf({ level: "fatal", fields: { level: "fatal" } }))).toBe(false);
  });
});
