import fc from "fast-check";
import { RE2JS } from "re2js";
import { describe, expect, test } from "vitest";
import { parseQuery } from "../../../app/contract/query/parse.ts";
import { printQuery } from "../../../app/contract/query/print.ts";
import { regexFault } from "../../../app/contract/query/regex-syntax.ts";
import { QUERY_STATES_MAX, StatesLeft } from "../../../app/contract/query/states.ts";
import type { QueryNode } from "../../../app/contract/query/tree.ts";
import { anyQuery, dearQuery, regexLike } from "./queries.ts";

const errorsOf = (query: string) => parseQuery(query).diagnostics.filter(({ severity }) => severity === "error");

function regexesOf(node: QueryNode | null): string[] {
  if (node === null) return [];
  if ("nodes" in node) return node.nodes.flatMap(regexesOf);
  if ("node" in node) return regexesOf(node.node);
  return node.type === "field" && node.test.is === "regex" ? [node.test.source] : [];
}

describe("the states of a query", () => {
  test.each([
    "message:/(?i)timeout|refused|reset|unreachable|ECONNRESET|broken pipe/",
    "message:/status=5\\d\\d/",
    "message:/[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}/",
    "message:/\\b\\d{1,3}\\.\\d{1,3}\\.\\d{1,3}\\.\\d{1,3}\\b/",
    "message:/^\\d{4}-\\d{2}-\\d{2}T\\d{2}:\\d{2}:\\d{2}(\\.\\d{1,6})?Z/",
    "message:/took .{0,100} ms/",
    "message:/user=\\w+ .* took=\\d+ms/i",
    "path:/^\\/api\\/v\\d+\\/(users|orders)\\/[^\\/]+$/",
  ])("are enough for %s, twice", (query) => {
    expect(errorsOf(`${query} OR -${query}`)).toEqual([]);
  });

  test("are enough for a hundred paths with wildcards, and for as many beginnings of words", () => {
    const terms = (write: (index: number) => string) => Array.from({ length: 100 }, (_, i) => write(i)).join(" OR ");
    expect(errorsOf(terms((i) => `path:/orders/${i}/*`))).toEqual([]);
    expect(errorsOf(terms((i) => `checkout_failed_${i}*`))).toEqual([]);
  });

  test.each([
    "message:/a.{0,999}a.{0,999}a.{0,999}[bz]/",
    "message:/[ax].{300}[yz]/",
    "message:/(?:[ax]{10}){30}/",
    "app:/.{0,999}/",
    `message:a${"?".repeat(300)}z`,
    `a${"?".repeat(300)}z`,
    `message:~a${"?".repeat(300)}z`,
  ])("are not enough for %s, which is searched as text and says so", (query) => {
    const [error, ...others] = errorsOf(query);
    expect(others).toEqual([]);
    expect(error?.message).toMatch(
      /needs [\d,]+ states, and 500 of the query's 500 are left .*searched as plain text\.$/,
    );
    expect(JSON.stringify(parseQuery(query).tree)).not.toContain('"regex"');
  });

  test("are shared by all patterns of a query: the first that needs more than is left says how much that is", () => {
    const queries = [1, 2, 3].map((n) => `message:/a.{0,100}${n}/`);
    const query = queries.join(" OR ");
    expect(errorsOf(query)).toEqual([
      {
        from: query.lastIndexOf("/a") + 1,
        to: query.length - 1,
        severity: "error",
        message:
          "This regular expression needs 205 states, and 90 of the query's 500 are left (.{0,100} costs 202, .* only 4); it is searched as plain text.",
      },
    ]);
    expect(regexesOf(parseQuery(query).tree)).toEqual(["a.{0,100}1", "a.{0,100}2"]);
  });

  test("bound what any query hands to the engines", () => {
    fc.assert(
      fc.property(fc.oneof(anyQuery, dearQuery), (query) => {
        const { tree } = parseQuery(query);
        const left = new StatesLeft();
        for (const source of regexesOf(tree)) expect(regexFault(source, left)).toBeNull();
        // What was too dear stays text when it is printed and read again.
        expect(parseQuery(printQuery(tree)).tree).toEqual(tree);
      }),
    );
  });

  test("are no fewer than the instructions that the engine compiles", () => {
    fc.assert(
      fc.property(regexLike, (source) => {
        const left = new StatesLeft();
        if (regexFault(source, left) !== null) return;
        // Beside the pattern's own there are a few: fail, match, and the capture around all.
        const own = RE2JS.compile(source, RE2JS.DOTALL).programSize() - 8;
        expect(left.take(QUERY_STATES_MAX - own + 1), `states taken for ${own} instructions`).not.toBeNull();
      }),
      { numRuns: 1000 },
    );
  });
});
