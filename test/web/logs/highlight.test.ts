import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { parseQuery } from "../../../app/contract/query/parse.ts";
import { markWords, treeWords } from "../../../app/web/logs/highlight.ts";

describe("treeWords", () => {
  const wordsOf = (query: string) => treeWords(parseQuery(query).tree);

  it("takes words and phrases, without negations, fields and operators", () => {
    expect(wordsOf('Timeout OR "Out Of Memory" -health status:503').sort()).toEqual(["out of memory", "timeout"]);
  });

  it("takes the longest plain part of a word with wildcards", () => {
    expect(wordsOf("conn*timeout*")).toEqual(["timeout"]);
  });

  it("never throws, and gives words worth marking", () => {
    fc.assert(
      fc.property(fc.string(), (query) => {
        for (const word of wordsOf(query)) expect(word.length).toBeGreaterThanOrEqual(2);
      }),
    );
  });
});

describe("markWords", () => {
  const show = (text: string, words: string[]) =>
    markWords(text, words)
      .map((piece) => (piece.isHit ? `[${piece.text}]` : piece.text))
      .join("");

  it("marks every occurrence, case aside, the longer of two that begin together", () => {
    expect(show("Timeout after timeout", ["timeout"])).toBe("[Timeout] after [timeout]");
    expect(show("timeouts", ["time", "timeout"])).toBe("[timeout]s");
  });

  it("takes words as text, not as patterns", () => {
    expect(show("a.b axb (", ["a.b", "("])).toBe("[a.b] axb [(]");
  });

  it("gives pieces that join to the very text", () => {
    const words = fc.array(
      fc.string({ minLength: 2, maxLength: 4 }).map((word) => word.toLowerCase()),
      { maxLength: 4 },
    );
    fc.assert(
      fc.property(fc.string({ unit: "binary" }), words, (text, given) => {
        expect(
          markWords(text, given)
            .map((piece) => piece.text)
            .join(""),
        ).toBe(text);
      }),
    );
  });
});
