import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { herokuCode } from "../../app/contract/heroku-codes.ts";

/** Every code Heroku has published, and the two newer ones. */
const PUBLISHED = [
  ...[
    10, 11, 12, 13, 14, 15, 16, 17, 18, 19, 20, 21, 22, 23, 24, 25, 26, 27, 28, 31, 32, 33, 34, 80, 81, 82, 83, 99,
  ].map((n) => `H${n}`),
  ...[10, 12, 13, 14, 15, 16, 17, 99].map((n) => `R${n}`),
  ...[10, 11, 12, 13, 14, 15].map((n) => `L${n}`),
];

describe("herokuCode", () => {
  it.each(PUBLISHED)("explains %s in whole sentences", (code) => {
    const found = herokuCode(code);
    expect(found?.title).toMatch(/^[A-Z]/);
    expect(found?.means).toMatch(/\.$/);
    expect(found?.todo).toMatch(/\.$/);
  });

  it("knows nothing of other text, also of names that every object has", () => {
    for (const text of ["", "h12", "constructor", "__proto__", "H1"]) expect(herokuCode(text)).toBeNull();
    fc.assert(fc.property(fc.string(), (text) => PUBLISHED.includes(text) || herokuCode(text) === null));
  });
});
