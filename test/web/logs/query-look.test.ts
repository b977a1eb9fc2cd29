import fc from "fast-check";
import { expect, it } from "vitest";
import { queryParts } from "../../../app/web/logs/query-look.ts";

it("colours names, phrases, operators and patterns", () => {
  const query = 'level:>=warn "a b" OR -path:/x/ (y)';
  expect(queryParts(query).map(({ from, to, part }) => `${part} ${query.slice(from, to)}`)).toEqual([
    "name level",
    "joint :>=",
    'phrase "a b"',
    "joint OR",
    "name -path",
    "joint :",
    "pattern /x/",
    "joint (",
    "joint )",
  ]);
});

it("gives parts in order, inside the text and without overlap, for any text", () => {
  fc.assert(
    fc.property(fc.string({ unit: "binary" }), (query) => {
      let end = 0;
      for (const { from, to } of queryParts(query)) {
        expect(from).toBeGreaterThanOrEqual(end);
        expect(to).toBeGreaterThan(from);
        end = to;
      }
      expect(end).toBeLessThanOrEqual(query.length);
    }),
  );
});
