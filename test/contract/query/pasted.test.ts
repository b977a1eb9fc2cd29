import { describe, expect, test } from "vitest";
import { compileMatcher } from "../../../app/contract/query/match.ts";
import { parseQuery } from "../../../app/contract/query/parse.ts";
import { printQuery } from "../../../app/contract/query/print.ts";
import { lineFrom } from "./lines.ts";
import { PASTED } from "./pasted.ts";

describe("what people paste", () => {
  test.each(PASTED)("$what: $query", ({ query, finds, misses }) => {
    const { tree } = parseQuery(query);
    const matches = compileMatcher(tree);
    expect(matches(lineFrom(finds)), "the line it was pasted from").toBe(true);
    expect(matches(lineFrom(misses)), "another line").toBe(false);
    expect(parseQuery(printQuery(tree)).tree).toEqual(tree);
  });

  test("finds a trace of many lines by its first fifty, and says so", () => {
    const lines = Array.from({ length: 51 }, (_, i) => `at frame${i + 1} (/app/index.js)`);
    const readingOf = (count: number) => parseQuery(lines.slice(0, count).join("\n"));
    const found = (count: number) => lines.filter((line) => compileMatcher(readingOf(count).tree)(lineFrom(line)));
    const toldOf = (count: number) => readingOf(count).diagnostics.map(({ message }) => message);
    expect(found(50)).toEqual(lines.slice(0, 50));
    expect(toldOf(50)).toEqual(["Read as pasted log lines: finds each of them by source and text, not by time."]);
    expect(found(51)).toEqual(lines.slice(0, 50));
    expect(toldOf(51)).toEqual([
      "Read as pasted log lines: finds each of the first 50 by source and text, not by time.",
    ]);
  });

  test("reads a JSON object of any number of lines as the object it is", () => {
    const object = Object.fromEntries(Array.from({ length: 60 }, (_, i) => [`key${i}`, i]));
    const { tree } = parseQuery(JSON.stringify(object, null, 2));
    expect(compileMatcher(tree)(lineFrom(JSON.stringify(object)))).toBe(true);
    expect(compileMatcher(tree)(lineFrom(JSON.stringify({ ...object, key1: 7 })))).toBe(false);
  });

  test("finds the very line when it is pasted from heroku logs", () => {
    for (const { finds } of PASTED) {
      const line = lineFrom(finds);
      const printed = `2026-03-04T09:15:02.118437+00:00 ${line.app_name}[${line.process_id}]: ${line.message}`;
      expect(compileMatcher(parseQuery(printed).tree)(line), printed).toBe(true);
      const papertrail = `Mar 04 09:15:02 some-app ${line.app_name}/${line.process_id}: ${line.message}`;
      expect(compileMatcher(parseQuery(papertrail).tree)(line), papertrail).toBe(true);
    }
  });
});
