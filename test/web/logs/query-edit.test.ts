import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { parseQuery } from "../../../app/contract/query/parse.ts";
import type { QueryNode } from "../../../app/contract/query/tree.ts";
import { addFilter, filterSense, splitTerms, toggleFilter } from "../../../app/web/logs/query-edit.ts";

describe("addFilter", () => {
  it.each([
    ["", "status", "503", "only", "status:503"],
    ["timeout", "process", "web.1", "only", "timeout process:web.1"],
    ["timeout", "process", "web.1", "without", "timeout -process:web.1"],
    ["", "msg", "order placed", "only", 'msg:"order placed"'],
    ["", "msg", 'say "hi"', "only", 'msg:"say \\"hi\\""'],
    ["a OR b", "status", "503", "only", "(a OR b) status:503"],
    ["(a OR b)", "status", "503", "only", "(a OR b) status:503"],
    ["status:503", "status", "503", "only", "status:503"],
    ["x status:503 y", "status", "503", "without", "x -status:503 y"],
  ] as const)("makes of %j with %s %j (%s) the query %j", (query, field, value, sense, wanted) => {
    expect(addFilter(query, field, value, sense)).toBe(wanted);
  });

  it("adds what the parser reads as exactly that name, whatever the key", () => {
    fc.assert(
      fc.property(fc.string({ minLength: 1, maxLength: 20 }), (name) => {
        fc.pre(name.trim() === name);
        const { tree } = parseQuery(addFilter("", name, "x", "only"));
        expect(fieldValues(tree)).toEqual([[name, "x"]]);
      }),
    );
  });

  it("adds what the parser reads as exactly that field and value, whatever the value", () => {
    const any = fc.string({ minLength: 1, maxLength: 40 }).filter((text) => text.trim() === text);
    const value = fc.oneof(
      any,
      fc.constantFrom("or", "AND", "NOT", "/health", "-5", "*", "5xx", ">5", "a:b", "10.0.0.0/8"),
    );
    fc.assert(
      fc.property(value, (text) => {
        const { tree, diagnostics } = parseQuery(addFilter("", "custom", text, "only"));
        expect(diagnostics.filter((diagnostic) => diagnostic.severity === "error")).toEqual([]);
        expect(fieldValues(tree)).toEqual([["custom", text]]);
      }),
    );
  });
});

function fieldValues(node: QueryNode | null): [string, string][] {
  if (node === null) return [];
  if (node.type === "field") return "text" in node.test ? [[node.name, node.test.text]] : [[node.name, node.test.is]];
  if (node.type === "and" || node.type === "or") return node.nodes.flatMap(fieldValues);
  return [];
}

describe("toggleFilter", () => {
  it.each([
    ["", "status", "503", "only", "status:503"],
    ["status:503", "status", "503", "only", ""],
    ["x status:503 y", "status", "503", "only", "x y"],
    ["status:503", "status", "503", "without", "-status:503"],
    ["-status:503", "status", "503", "without", ""],
    ["status:503 OR b", "status", "503", "only", "(status:503 OR b) status:503"],
  ] as const)("makes of %j with %s %j (%s) the query %j", (query, field, value, sense, wanted) => {
    expect(toggleFilter(query, field, value, sense)).toBe(wanted);
  });

  it("undoes itself, whatever the value", () => {
    fc.assert(
      fc.property(fc.string({ maxLength: 20 }), fc.constantFrom("only", "without"), (value, sense) => {
        const on = toggleFilter("timeout", "custom", value, sense);
        expect(filterSense(on, "custom", value)).toBe(sense);
        expect(toggleFilter(on, "custom", value, sense)).toBe("timeout");
      }),
    );
  });
});

describe("splitTerms", () => {
  it("keeps phrases and groups whole", () => {
    expect(splitTerms('a "b c" level:(x OR y)  -d')).toEqual(["a", '"b c"', "level:(x OR y)", "-d"]);
  });

  it("loses nothing but blanks", () => {
    fc.assert(
      fc.property(fc.string(), (query) => {
        expect(splitTerms(query).join("").replace(/\s/g, "")).toBe(query.replace(/\s/g, ""));
      }),
    );
  });
});
