import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { parseQuery } from "../../../app/contract/query/parse.ts";
import { toSql } from "../../../app/stores/clickhouse/query-sql.ts";
import { anyQuery } from "../../contract/query/queries.ts";

const DRAINS = [
  { id: "aaaaaaaa-0000-4000-8000-000000000001", appId: "01234567-89ab-4cde-8f01-23456789abcd", appName: "harbor-quay" },
  { id: "aaaaaaaa-0000-4000-8000-000000000002", appId: "99999999-89ab-4cde-8f01-23456789abcd", appName: "harbor-pier" },
  { id: "aaaaaaaa-0000-4000-8000-000000000003", appId: null, appName: null },
];

function write(query: string): { sql: string; params: Record<string, unknown> } {
  return toSql(parseQuery(query).tree, { drains: DRAINS });
}

describe("the SQL of a query", () => {
  test("never holds the user's text, only typed parameters", () => {
    // Marks that are in no name, column or constant of ours.
    const marked = fc.tuple(
      anyQuery,
      fc.constantFrom(
        "zq9",
        "zq9'",
        "`zq9`",
        "zq9\\",
        "{zq9:String}",
        "zq9) OR (1",
        "/*zq9",
        "zq9--",
        '"zq9 x":y',
        "x:(zq9 y)",
        "zq9.k:/a.*zq9/",
        "zq9:>5",
      ),
    );
    fc.assert(
      fc.property(marked, ([query, mark]) => {
        expect(write(`${query} ${mark}`).sql).not.toContain("zq9");
      }),
      { numRuns: 500 },
    );
  });

  test("is one parenthesised expression with every parameter given", () => {
    fc.assert(
      fc.property(anyQuery, (query) => {
        const { sql, params } = write(query);
        expect(sql).toMatch(/^\(.*\)$/s);
        const used = [...sql.matchAll(/\{(p\d+):(?:String|Array\(\w+\))\}/g)].map((found) => found[1]);
        expect(new Set(used)).toEqual(new Set(Object.keys(params)));
      }),
      { numRuns: 500 },
    );
  });

  test("of no query is true", () => {
    expect(write("")).toEqual({ sql: "(1)", params: {} });
  });

  test("of one word reads the message once", () => {
    expect(write("timeout")).toEqual({
      sql: "((lower(message) LIKE {p0:String}))",
      params: { p0: "%timeout%" },
    });
  });

  test("gives the key of a field as a parameter", () => {
    const { sql, params } = write('"k\']":*');
    expect(sql).toContain("extract(field_names, {p0:String})");
    expect(sql).not.toContain("k'");
    expect(params).toEqual({ p0: "(?s)^(.*\\n)k'\\]\\n" });
  });

  test.each([
    ["app:harbor-*", [DRAINS[0]?.id, DRAINS[1]?.id]],
    ["app:HARBOR-PIER", [DRAINS[1]?.id]],
    ["app:01234567-89ab-4cde-8f01-23456789abcd", [DRAINS[0]?.id]],
    ["sender:pier", [DRAINS[1]?.id]],
    ["app:*", [DRAINS[0]?.id, DRAINS[1]?.id]],
  ])("%s becomes a condition on drains", (query, ids) => {
    const { sql, params } = write(query);
    expect(sql).toContain("drain_id IN ({p");
    expect(Object.values(params)).toContainEqual(ids);
  });

  test("of two hundred addresses looks at each place of one once", () => {
    const ips = Array.from({ length: 200 }, (_, i) => (i % 2 === 0 ? `10.2.${i}.4` : `10.3.${i}.0/24`));
    const one = write("ip:10.0.0.1").sql.length;
    for (const query of [
      ips.map((ip) => `ip:${ip}`).join(" OR "),
      `ip:(${ips.join(" ")})`,
      ips.map((ip) => `-ip:${ip}`).join(" "),
    ]) {
      const { sql } = write(query);
      expect(sql.match(/arrayExists/g)?.length).toBe(write("ip:10.0.0.1").sql.match(/arrayExists/g)?.length);
      expect(sql.length).toBeLessThan(one * 20);
    }
  });

  test("of an app that has no drain is false, not everything", () => {
    expect(write("sender:nobody").sql).not.toContain("drain_id");
    expect(toSql(parseQuery("-app:*").tree, { drains: [] }).sql).toContain("NOT");
  });
});
