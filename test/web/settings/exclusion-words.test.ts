import { describe, expect, it } from "vitest";
import { amountWords, previewWords } from "../../../app/web/settings/exclusion-words.ts";
import { cleanSettingsSearch, excludeSearch } from "../../../app/web/settings/settings-url.ts";

describe("what a filter would have kept out", () => {
  it.each([
    [0, 0, "No line came in the last 24 hours, so there is nothing to try this on."],
    [0, 1, "None of the 1 line of the last 24 hours matches."],
    [1, 1204, "1 of the 1,204 lines of the last 24 hours matches (less than 1 %)."],
    [301, 1204, "301 of the 1,204 lines of the last 24 hours match (25 %)."],
    [1203, 1204, "1,203 of the 1,204 lines of the last 24 hours match (99 %)."],
    [1204, 1204, "This matches all of the 1,204 lines of the last 24 hours: nothing would be stored."],
  ])("%i of %i lines", (matching, all, words) => expect(previewWords(matching, all)).toBe(words));

  it("is said in lines and bytes", () => {
    expect(amountWords({ lines: 0, bytes: 0 })).toBe("none");
    expect(amountWords({ lines: 1204, bytes: 283_000 })).toBe("1,204 lines, 283 kB");
  });
});

describe("the address of the form", () => {
  it("brings the query along, unless there is none or it is too long for a filter", () => {
    expect(excludeSearch("path:/health")).toEqual({ exclude: "path:/health" });
    expect(excludeSearch("  ")).toEqual({});
    expect(excludeSearch("x".repeat(501))).toEqual({});
  });

  it.each([{}, { exclude: "" }, { exclude: ["a"] }, { other: 1 }])(
    "of anything else is that of the page: %j",
    (search) => expect(cleanSettingsSearch(search)).toEqual({}),
  );
});
