import { describe, expect, it } from "vitest";
import type { RedactionAnswer, RedactionPreviewAnswer } from "../../../app/contract/api.ts";
import { excerpt, listOf, previewWords, ruleRows } from "../../../app/web/settings/redaction-words.ts";

const answer = (changes: Partial<RedactionAnswer>): RedactionAnswer => ({
  detectors: [],
  keys: [],
  prefixes: [],
  changed_at: null,
  changed_by: null,
  redacted: { day: {}, month: {} },
  ...changes,
});
const preview = (changes: Partial<RedactionPreviewAnswer>): RedactionPreviewAnswer => ({
  lines: 1_000,
  changed: 0,
  redacted: {},
  sample: [],
  ...changes,
});

describe("a list that is typed", () => {
  it("is divided by commas, spaces and lines, and has each once", () => {
    expect(listOf(" password,  *_token\npassword,\n")).toEqual(["password", "*_token"]);
    expect(listOf("  ")).toEqual([]);
  });
});

describe("the rules as rows", () => {
  it("are those that hold, with what they are about and what they masked", () => {
    const rows = ruleRows(
      answer({
        detectors: ["email"],
        keys: ["password", "*_token"],
        redacted: { day: { keys: 2 }, month: { email: 5, keys: 7 } },
      }),
    );
    expect(rows).toEqual([
      { rule: "email", name: "E-mail addresses", of: "", day: 0, month: 5 },
      { rule: "keys", name: "Values of names", of: "password, *_token", day: 2, month: 7 },
    ]);
  });

  it("and those that are off by now and masked something", () => {
    expect(ruleRows(answer({ redacted: { day: {}, month: { card: 3, newer: 1 } } }))).toMatchObject([
      { name: "Payment card numbers (off)", month: 3 },
      { name: "newer (off)", month: 1 },
    ]);
  });
});

describe("a preview in words", () => {
  it("says how many of the newest lines, and of what", () => {
    expect(previewWords(preview({ changed: 12, redacted: { keys: 1, email: 14 } }))).toBe(
      "In 12 of the newest 1,000 lines something would have been masked. E-mail addresses: 14; Values of names: 1.",
    );
    expect(previewWords(preview({}))).toBe("Nothing would have been masked in the newest 1,000 lines.");
    expect(previewWords(preview({ lines: 1 }))).toBe("Nothing would have been masked in the newest line.");
    expect(previewWords(preview({ lines: 0 }))).toContain("No line came");
  });

  it("shows a line from shortly before its mask on", () => {
    expect(excerpt("to ****")).toBe("to ****");
    expect(excerpt(`${"x".repeat(100)}****`)).toBe(`…${"x".repeat(40)}****`);
    expect(excerpt("x".repeat(100))).toBe("x".repeat(100));
  });
});
