import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { QUERY_CHARS_MAX } from "../../../app/contract/limits.ts";
import { compileMatcher } from "../../../app/contract/query/match.ts";
import { parseQuery } from "../../../app/contract/query/parse.ts";
import { printQuery, termFor } from "../../../app/contract/query/print.ts";
import { QUERY_TERMS_MAX, type QueryNode } from "../../../app/contract/query/tree.ts";
import { toSql } from "../../../app/stores/clickhouse/query-sql.ts";
import { lineOf } from "./lines.ts";
import { anyQuery, wellFormed } from "./queries.ts";

/** More runs: QUERY_RUNS=50000 npx vitest run test/contract/query */
const RUNS = Number(process.env.QUERY_RUNS ?? 500);

describe("any string", { timeout: 10_000 + RUNS * 20 }, () => {
  test("gives a tree, a predicate, SQL and printed text, and diagnostics inside the text", () => {
    fc.assert(
      fc.property(anyQuery, (text) => {
        const { tree, diagnostics } = parseQuery(text);
        compileMatcher(tree)(lineOf({ message: text }));
        toSql(tree, { drains: [] });
        printQuery(tree);
        for (const { from, to } of diagnostics) {
          expect(from).toBeGreaterThanOrEqual(0);
          expect(to).toBeGreaterThan(from);
          expect(to).toBeLessThanOrEqual(text.length);
        }
      }),
      { numRuns: RUNS },
    );
  });

  test("prints as a query that reads back as the same tree", () => {
    fc.assert(
      fc.property(anyQuery, (text) => {
        const { tree } = parseQuery(text);
        expect(parseQuery(printQuery(tree)).tree).toEqual(tree);
      }),
      { numRuns: RUNS },
    );
  });

  test.each(["… (… ", "a … … ...", "(a… …"])("%s prints as itself, whatever its ellipses were taken for", (text) => {
    const { tree } = parseQuery(text);
    expect(parseQuery(printQuery(tree)).tree).toEqual(tree);
  });

  test("prints its parts as queries of their own", () => {
    fc.assert(
      fc.property(anyQuery, (text) => {
        const { tree } = parseQuery(text);
        if (tree === null) return;
        const printed = printQuery({ type: "not", node: tree });
        const line = lineOf({ message: text });
        // A negation of negations is printed without them.
        if (tree.type !== "not")
          expect(compileMatcher(parseQuery(printed).tree)(line)).toBe(!compileMatcher(tree)(line));
      }),
      { numRuns: RUNS },
    );
  });

  test("pasted from a line finds that line, whatever is in it", () => {
    fc.assert(
      fc.property(anyQuery, fc.boolean(), (text, hasHeader) => {
        // One line of a log is one line. A word of text makes it a line and not a condition on fields.
        const message = `said ${wellFormed(text)}`.trim();
        fc.pre(!/[\r\n]/.test(message));
        const query = hasHeader ? `2026-03-04T09:15:02.118437+00:00 app[web.1]: ${message}` : message;
        expect(compileMatcher(parseQuery(query).tree)(lineOf({ message: `before ${message} after` }))).toBe(true);
      }),
      { numRuns: RUNS },
    );
  });
});

describe("bounds", () => {
  test.each([
    ["parentheses", "(".repeat(4000)],
    ["closed parentheses", `${"(".repeat(2000)}a${")".repeat(2000)}`],
    ["groups of a field", `status:${"(".repeat(3000)}a`],
    ["negations", "NOT ".repeat(1000)],
    ["signs", "-".repeat(4000)],
    ["negated parentheses", "-(".repeat(2000)],
    ["operators", "a OR ".repeat(800)],
    ["quotes", '"'.repeat(4000)],
    ["single quotes", "' ".repeat(2000)],
    ["quoted names", '"a":'.repeat(1000)],
    ["names", "a:".repeat(2000)],
    ["slashes", "a:/ ".repeat(1000)],
    ["open regex groups", `a:/${"(".repeat(3000)}/`],
    ["repeats", `a:/${"(a{1000}){1000}".repeat(10)}/`],
    ["brackets", "a:[ ".repeat(1000)],
    ["backslashes", "\\".repeat(4000)],
    ["wildcards", "*a".repeat(2000)],
    ["open braces", "{".repeat(4000)],
    ["a million characters", "x".repeat(1_000_000)],
  ])("%s are read before the test times out", (_, text) => {
    const { tree } = parseQuery(text);
    printQuery(tree);
    toSql(tree, { drains: [] });
    compileMatcher(tree)(lineOf({ message: "a".repeat(5000) }));
  });

  test("a query that is too long is cut and says so", () => {
    const { tree, diagnostics } = parseQuery(`${"x".repeat(QUERY_CHARS_MAX)}y`);
    expect(tree).toMatchObject({ type: "text", text: "x".repeat(QUERY_CHARS_MAX) });
    expect(diagnostics).toEqual([
      expect.objectContaining({ from: QUERY_CHARS_MAX, to: QUERY_CHARS_MAX + 1, severity: "error" }),
    ]);
  });

  test("too many conditions are cut and say so", () => {
    const { tree, diagnostics } = parseQuery(Array.from({ length: 300 }, (_, index) => `w${index}`).join(" OR "));
    expect(tree?.type === "or" && tree.nodes.length).toBe(QUERY_TERMS_MAX);
    expect(diagnostics).toContainEqual(expect.objectContaining({ severity: "error" }));
  });
});

describe("grammar", () => {
  /** The tree in brief: words as they are, AND as lists, OR as lists that say so. */
  function brief(node: QueryNode | null): unknown {
    if (node === null) return null;
    if (node.type === "and") return node.nodes.map(brief);
    if (node.type === "or") return { or: node.nodes.map(brief) };
    if (node.type === "not") return { not: brief(node.node) };
    if (node.type === "pasted") return { pasted: brief(node.node) };
    if (node.type === "literal") return { literal: node.text };
    return node.raw;
  }

  test.each<[string, unknown]>([
    ["", null],
    ["   ", null],
    ["()", null],
    ['""', null],
    ["a b", ["a", "b"]],
    ["a AND b", ["a", "b"]],
    ["a && b || c", { or: [["a", "b"], "c"] }],
    ["a OR b c", { or: ["a", ["b", "c"]] }],
    ["(a OR b) c", [{ or: ["a", "b"] }, "c"]],
    ["a:1 or b:2", { or: ["a:1", "b:2"] }],
    ["NOT a:1", { not: "a:1" }],
    ["NOT NOT a:1", "a:1"],
    ["a:1 AND NOT b:2", ["a:1", { not: "b:2" }]],
    ["-(a:1 OR b:2)", { not: { or: ["a:1", "b:2"] } }],
    ["-status:404", { not: "status:404" }],
    ["!status:404", { not: "status:404" }],
    ["status!=404", { not: "status:404" }],
    ["status:(404 OR 410)", { or: ["status:404", "status:410"] }],
    ["status:(404 410)", { or: ["status:404", "status:410"] }],
    ["status:(-404 -410)", [{ not: "status:404" }, { not: "status:410" }]],
    ["message:(a b)", ["message:a", "message:b"]],
    ["foo bar (", ["foo", "bar"]],
    ["or", '"or"'],
    ["a OR", "a"],
    ["a OR OR b", { or: ["a", "b"] }],
    ["foo(bar)", "foo(bar)"],
    ["(foo(bar) OR x)", { or: ["foo(bar)", "x"] }],
    ["http://x.y/z?a=b", "http://x.y/z?a=b"],
    ["2026-11-20T10:00:00Z", "2026-11-20T10:00:00Z"],
    ["heroku[router]", "heroku[router]"],
    ["--app", "--app"],
    ["'a b'", "'a b'"],
    ["user's", "user's"],
    ["status: 500", ["status:", "500"]],
    ["status:> 500", "status:> 500"],
    ["status>=500", "status>=500"],
    ["a->b", "a->b"],
    ["Foo::Bar", "Foo::Bar"],
    ['"user name":42', '"user name":42'],
  ])("%s", (text, tree) => {
    expect(brief(parseQuery(text).tree)).toEqual(tree);
  });

  test.each(["OR", "AND", "-", "||", "OR AND", "  OR  "])("%s alone is ignored, as it is told to be", (text) => {
    const { tree, diagnostics } = parseQuery(text);
    expect(tree).toBeNull();
    expect(diagnostics).toContainEqual(expect.objectContaining({ severity: "warning" }));
  });

  test.each<[string, string, string]>([
    ["foo (", "warning", "("],
    ["foo )", "warning", ")"],
    ['foo "bar', "warning", '"'],
    ["a OR", "warning", "OR"],
    ["a:1 or b:2", "hint", "or"],
    ["path:/api/v1/", "hint", "/api/v1/"],
    ["x:/api/", "hint", "/api/"],
    ["x:/a(/", "error", "("],
    ["x:/(?=a)/", "error", "(?=a)"],
    ["level:loud", "hint", "level:loud"],
    ["severity:>=3", "hint", "severity:>=3"],
    ["severity:loud", "hint", "severity:loud"],
    ["severity:<=loud", "hint", "severity:<=loud"],
    ["facility:attic", "hint", "facility:attic"],
    ["priority:many", "hint", "priority:many"],
    ["message_len:>many", "hint", "message_len:>many"],
    ["service:>2seconds", "hint", "service:>2seconds"],
    ["bytes:>1k", "hint", "bytes:>1k"],
    ["service:[1ms TO 5parsec]", "hint", "service:[1ms TO 5parsec]"],
    ["status:>=", "hint", "status:>="],
    ["foo:>", "hint", "foo:>"],
    ["kind:rooter", "hint", "kind:rooter"],
    ["timestamp:>2026-11-20T12:00:00Z", "hint", "timestamp:>2026-11-20T12:00:00Z"],
    ["time:[2026-11-20 TO 2026-11-21]", "hint", "time:[2026-11-20 TO 2026-11-21]"],
    ["kind:(router OR rooter)", "hint", "rooter"],
    ["Status:500", "hint", "Status:500"],
    ["status: 500", "hint", "status:"],
  ])("%s says how it was read", (text, severity, at) => {
    const { diagnostics } = parseQuery(text);
    expect(diagnostics.map((each) => [each.severity, text.slice(each.from, each.to)])).toContainEqual([severity, at]);
  });

  test.each(["service:>2s", "bytes:>=1kb", "kind:Router", "kind:rout*", "kind:*", 'foo:">="'])(
    "%s needs no word",
    (text) => {
      expect(parseQuery(text).diagnostics).toEqual([]);
    },
  );

  test("a field and value chosen from a list become a condition on exactly them", () => {
    for (const [field, value] of [
      ["status", "500"],
      ["user name", 'say "hi"'],
      ["path", "/a*b?c=(d"],
      ["user", "-x"],
      ["code", ""],
    ] as const) {
      const { tree, diagnostics } = parseQuery(termFor(field, value));
      expect(diagnostics).toEqual([]);
      expect(tree).toMatchObject({ type: "field", name: field, test: { is: "value", text: value } });
    }
  });
});
