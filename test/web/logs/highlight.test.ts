import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { parseQuery } from "../../../app/contract/query/parse.ts";
import { markRuns, markWords, treeWords } from "../../../app/web/logs/highlight.ts";
import { terminalRuns } from "../../../app/web/logs/terminal-text.ts";

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

  it("ends marking after so many hits, and not the text", () => {
    const pieces = markWords("ab ".repeat(5000), ["ab"]);
    expect(pieces.filter((piece) => piece.isHit).length).toBe(200);
    expect(pieces.map((piece) => piece.text).join("")).toBe("ab ".repeat(5000));
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

describe("markRuns", () => {
  it("marks the text that is seen, over a change of colour and over what is not shown", () => {
    const runs = terminalRuns("GET \u001b[32m/or\u001b[1mders\u001b[0m\u001b[2K/42 done");
    expect(markRuns(runs, ["/orders/4"])).toEqual([
      { isHit: false, runs: [{ text: "GET ", look: "" }] },
      {
        isHit: true,
        runs: [
          { text: "/or", look: "green" },
          { text: "ders", look: "green bold" },
          { text: "/4", look: "" },
        ],
      },
      { isHit: false, runs: [{ text: "2 done", look: "" }] },
    ]);
  });

  it("keeps every character of every run, with its look", () => {
    const runs = fc.array(fc.record({ text: fc.string({ minLength: 1 }), look: fc.constantFrom("", "red", "bold") }));
    const words = fc.array(
      fc.string({ minLength: 2, maxLength: 3 }).map((word) => word.toLowerCase()),
      { maxLength: 3 },
    );
    const characters = (of: readonly { text: string; look: string }[]) =>
      of.flatMap(({ text, look }) => [...text].map((char) => ({ char, look })));
    fc.assert(
      fc.property(runs, words, (given, wanted) => {
        expect(characters(markRuns(given, wanted).flatMap((piece) => piece.runs))).toEqual(characters(given));
      }),
    );
  });
});
