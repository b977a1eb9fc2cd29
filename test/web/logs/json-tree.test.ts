import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { type JsonPart, jsonTree } from "../../../app/web/logs/json-tree.ts";

/** The tree as text again, without white space. */
function written(part: JsonPart | null): string {
  if (part === null || typeof part === "string") return String(part);
  const members = part.members.map(({ name, value }) => (name === null ? written(value) : `${name}:${written(value)}`));
  return `${part.open}${members.join(",")}${part.close}`;
}

describe("jsonTree", () => {
  it("keeps every piece as it is written: big numbers, zeros, escapes, names that stand twice", () => {
    const text = String.raw`{"id":12345678901234567890,"price":1.10,"e":1E400,"text":"a\u00e9 \"q\" {,]","a":1,"a":[{},[],null]}`;
    expect(written(jsonTree(text))).toBe(text);
  });

  it("reads JSON with white space in and around it", () => {
    expect(written(jsonTree('\n { "a" : [ 1 , true ] } \n'))).toBe('{"a":[1,true]}');
  });

  it("leaves alone what is no JSON object or array, or has nothing in it", () => {
    for (const text of ["", "hello", "[warn] slow", '{"a":1', '{"a":1} trailing', "42", '"text"', "{}", "[ ]", "{a:1}"])
      expect(jsonTree(text), text).toBeNull();
  });

  it("leaves alone what is too deep or too long to be read", () => {
    expect(jsonTree("[".repeat(20_000) + "]".repeat(20_000))).toBeNull();
    expect(jsonTree(JSON.stringify(Array(5000).fill(1)))).toBeNull();
    expect(jsonTree(JSON.stringify({ stack: "\\".repeat(100_000) }))).not.toBeNull();
  });

  it("writes any JSON again as it was", () => {
    fc.assert(
      fc.property(fc.json({ maxDepth: 5 }), (text) => {
        const tree = jsonTree(text);
        if (tree) expect(written(tree)).toBe(text.replace(/^\s+|\s+$/g, ""));
      }),
    );
  });

  it("never throws", () => {
    fc.assert(
      fc.property(fc.array(fc.constantFrom("{", "}", "[", "]", '"', "\\", ":", ",", "1", "a", " ")), (parts) => {
        jsonTree(parts.join(""));
      }),
    );
  });
});
