import fc from "fast-check";
import { expect, it } from "vitest";
import { parseSearchText, writeSearchText } from "../../../app/web/lib/search-text.ts";

it("reads back what it wrote, digits and JSON-like text included", () => {
  const search = fc.dictionary(fc.constantFrom("query", "from", "line"), fc.string({ minLength: 1, unit: "grapheme" }));
  fc.assert(
    fc.property(search, (given) => {
      expect(parseSearchText(writeSearchText(given))).toEqual({ ...given });
    }),
  );
  expect(parseSearchText("?query=500")).toEqual({ query: "500" });
  expect(writeSearchText({ query: "500", live: 1, line: undefined, from: "" })).toBe("?query=500&live=1");
});
