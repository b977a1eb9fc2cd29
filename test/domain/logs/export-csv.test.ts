import { describe, expect, it } from "vitest";
import { csvCell } from "../../../app/domain/logs/export-csv.ts";

describe("a CSV cell", () => {
  it.each([
    ["plain", "plain"],
    ["a,b", '"a,b"'],
    ['say "hi"', '"say ""hi"""'],
    ["two\nlines", '"two\nlines"'],
    ["cr\rin it", '"cr\rin it"'],
    ["", ""],
  ])("quotes %j as RFC 4180 says", (text, cell) => expect(csvCell(text)).toBe(cell));

  it.each(["=1+1", "+1", "-1", "@SUM(A1)", "\tx", '=HYPERLINK("http://evil.example","x")', "\rx"])(
    "makes %j text for a spreadsheet",
    (text) => {
      const cell = csvCell(text);
      const content = cell.startsWith('"') ? cell.slice(1, -1).replaceAll('""', '"') : cell;
      expect(content).toBe(`'${text}`);
    },
  );

  it("leaves numbers alone", () => expect(csvCell(-7)).toBe("-7"));
});
