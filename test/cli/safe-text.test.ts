import { stripVTControlCharacters } from "node:util";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { safeJson, safeText } from "../../cli/terminal/safe-text.ts";

describe("text for a terminal", () => {
  it.each([
    ["colours are taken out", "\u001b[31mred\u001b[0m text", "red text"],
    ["a title is not set", "\u001b]0;owned\u0007ok", "ok"],
    ["the clipboard is not filled", "\u001b]52;c;ZWNobyBoaQ==\u0007ok", "ok"],
    ["the cursor stays where it is", "\u001b[2A\u001b[2Kok", "ok"],
    ["a lone escape is spelt out", "a\u001bzb", "a\\u001bzb"],
    ["so are a bell, a backspace and a carriage return", "a\u0007b\bc\rd", "a\\u0007b\\u0008c\\u000dd"],
    ["and marks that turn the reading direction", "user\u202etxt.exe", "user\\u202etxt.exe"],
    ["a further line is indented", "first\nsecond\r\nthird", "first\n    second\n    third"],
    ["tabs and letters of all scripts stay", "a\tb é ✓ 😀 שלום", "a\tb é ✓ 😀 שלום"],
  ])("%s", (_what, text, safe) => {
    expect(safeText(text)).toBe(safe);
  });

  it("has nothing that a terminal obeys, whatever it is made of", () => {
    const piece = fc.oneof(
      fc.constantFrom(
        "\u001b",
        "\u001b[",
        "\u009b",
        "\u001b]",
        "\u0007",
        "0;",
        "31m",
        "A",
        "\r",
        "\n",
        "\u202e",
        "\u001b\\",
      ),
      fc.string({ unit: "binary", maxLength: 4 }),
    );
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 12 }), (pieces) => {
        const safe = safeText(pieces.join(""));
        const json = safeJson({ message: pieces.join("") });
        expect(JSON.parse(json)).toEqual({ message: pieces.join("") });
        expect(json).not.toMatch(/[\p{Cc}\u2028-\u202e\u2066-\u2069]/u);
        expect(safe).not.toMatch(/(?![\t\n])[\p{Cc}\u2028-\u202e\u2066-\u2069]/u);
        expect(stripVTControlCharacters(safe)).toBe(safe);
        expect(
          safe
            .split("\n")
            .slice(1)
            .every((line) => line.startsWith("    ")),
        ).toBe(true);
      }),
      { numRuns: 2_000 },
    );
  });
});
