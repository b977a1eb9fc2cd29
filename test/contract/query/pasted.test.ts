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
