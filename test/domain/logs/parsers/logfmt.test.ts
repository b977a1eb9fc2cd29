import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { FIELDS_COUNT_MAX } from "../../../../app/contract/line.ts";
import { FIELD_NAME_CHARS_MAX } from "../../../../app/domain/logs/parsers/fields.ts";
import { readPairs } from "../../../../app/domain/logs/parsers/logfmt.ts";
import { FieldList } from "../../../../app/lib/field-list.ts";

function pairsOf(text: string, strip?: string): Record<string, string> {
  const fields = new FieldList();
  readPairs(text, fields, strip);
  return fields.toRecord();
}

describe("logfmt", () => {
  it.each<[string, Record<string, string>]>([
    ["a=1 b=2", { a: "1", b: "2" }],
    ["a= b=", { a: "", b: "" }],
    ['a="" b=""', { a: "", b: "" }],
    ['a="x y" b=z', { a: "x y", b: "z" }],
    ['a="say \\"hi\\" \\\\ \\n\\t\\r" b=1', { a: 'say "hi" \\ \n\t\r', b: "1" }],
    ['a="C:\\dir" b="\\', { a: "C:\\dir", b: "\\" }],
    ["a=b=c", { a: "b=c" }],
    ["a=1\nb=2\tc=3", { a: "1", b: "2", c: "3" }],
    ["a=1 a=2", { a: "2" }],
    ["word a=1 more words", { a: "1" }],
    ['a="no end b=1', { a: "no end b=1" }],
    ['a="x"b=1', { a: "x", b: "1" }],
    ['a=x"y"', { a: 'x"y"' }],
    ["service=41ms bytes=5120", { service: "41ms", bytes: "5120" }],
    [
      "load-avg-1m=0.07 log.level=x @ts=1 $a=2 sample#x=3",
      { "load-avg-1m": "0.07", "log.level": "x", "@ts": "1", $a: "2", "sample#x": "3" },
    ],
    ["clé=été", { clé: "été" }],
    ["a==b c=>d 1=1 --flag=x (a=b) http://h/?q=1 =x", {}],
    ["", {}],
  ])("%j", (text, expected) => {
    expect(pairsOf(text)).toEqual(expected);
  });

  it("has names of at most 200 characters; what is longer is passed over with its value", () => {
    const longest = "n".repeat(FIELD_NAME_CHARS_MAX);
    expect(pairsOf(`${longest}=1 b=2`)).toEqual({ [longest]: "1", b: "2" });
    expect(pairsOf(`${longest}n=1 b=2`)).toEqual({ b: "2" });
  });

  it("leaves a prefix off the names", () => {
    expect(pairsOf("source=web.1 sample#load=1", "sample#")).toEqual({ source: "web.1", load: "1" });
  });

  it("keeps names that objects inherit as names", () => {
    const fields = pairsOf("__proto__=1 constructor=2 toString=3");
    expect(Object.entries(fields)).toEqual([
      ["__proto__", "1"],
      ["constructor", "2"],
      ["toString", "3"],
    ]);
    expect(pairsOf("").constructor).toBeUndefined();
  });

  it("says whether the text begins with a pair, and stops at the most a line may have", () => {
    expect(readPairs("a=1 x b=2", new FieldList())).toEqual({ pairs: 2, leads: true });
    expect(readPairs("x a=1", new FieldList())).toEqual({ pairs: 1, leads: false });
    const many = Array.from({ length: 500 }, (_, i) => `k${i}=${i}`).join(" ");
    expect(Object.keys(pairsOf(many))).toHaveLength(FIELDS_COUNT_MAX);
  });

  it("does not take one name for another, whatever was read before: with one hash, in turns, in any order", () => {
    // `Aa` and `BB` have one hash, as have all words made of them.
    const names = ["Aa", "BB", "AaAa", "BBBB", "AaBB", "BBAa", "AaAaAa", "BBBBBB", "x", "level"];
    fc.assert(
      fc.property(fc.array(fc.uniqueArray(fc.constantFrom(...names)), { minLength: 1 }), (lines) => {
        for (const line of lines)
          expect(pairsOf(line.map((name) => `${name}=${name}`).join(" "))).toEqual(
            Object.fromEntries(line.map((name) => [name, name])),
          );
      }),
    );
  });

  it("gives back what was written, quoted or not", () => {
    const name = fc.stringMatching(/^[a-z_][a-zA-Z0-9_.-]{0,20}$/);
    const value = fc.oneof(fc.string(), fc.string({ unit: fc.constantFrom('"', "\\", "n", "=", " ", "é", "\n", "x") }));
    fc.assert(
      fc.property(fc.dictionary(name, value, { maxKeys: 20 }), (record) => {
        expect(pairsOf(Object.entries(record).map(writePair).join(" "))).toEqual({ ...record });
      }),
      { numRuns: 500 },
    );
  });
});

/** As logfmt libraries write: quotes only where needed. */
function writePair([name, value]: [string, string]): string {
  if (/^[^\s"=>\\\p{Cc}][^\s\p{Cc}]*$/u.test(value)) return `${name}=${value}`;
  const escaped = value.replaceAll("\\", "\\\\").replaceAll('"', '\\"').replaceAll("\n", "\\n");
  return `${name}="${escaped}"`;
}
