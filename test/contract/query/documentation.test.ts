import { readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { QUERY_CHARS_MAX } from "../../../app/contract/limits.ts";
import { CHANGE_FIELDS } from "../../../app/contract/query/change-fields.ts";
import { QUERY_FIELDS } from "../../../app/contract/query/line-fields.ts";
import { compileMatcher } from "../../../app/contract/query/match.ts";
import { parseQuery } from "../../../app/contract/query/parse.ts";
import { QUERY_STATES_MAX } from "../../../app/contract/query/states.ts";
import { QUERY_NESTING_MAX, QUERY_TERMS_MAX } from "../../../app/contract/query/tree.ts";
import { lineFrom } from "./lines.ts";

const PAGE = readFileSync("docs/query-language.md", "utf8");

/** Rows of the tables headed "query, finds, does not find". */
const EXAMPLES = PAGE.split("| query | finds | does not find |\n|---|---|---|\n")
  .slice(1)
  .flatMap((rest) => rest.split("\n\n")[0]?.split("\n") ?? [])
  .filter((row) => row.startsWith("|"))
  .map((row) =>
    row
      .slice(1, -1)
      .split(" | ")
      .map((cell) => /`(.*)`/.exec(cell)?.[1] ?? ""),
  )
  .map(([query = "", finds = "", misses = ""]) => ({ query, finds, misses }));

describe("docs/query-language.md", () => {
  test.each(EXAMPLES)("$query finds $finds", ({ query, finds, misses }) => {
    const { tree, diagnostics } = parseQuery(query);
    const matches = compileMatcher(tree);
    expect(matches(lineFrom(finds))).toBe(true);
    if (misses !== "") expect(matches(lineFrom(misses)), misses).toBe(false);
    expect(diagnostics.filter(({ severity }) => severity === "error")).toEqual([]);
  });

  test("has all of its examples run", () => {
    expect(EXAMPLES.length).toBeGreaterThan(80);
    for (const { query } of EXAMPLES) expect(query).not.toBe("");
  });

  test("lists every field", () => {
    for (const { name, about, example } of QUERY_FIELDS)
      expect(PAGE).toContain(`| \`${name}\` | ${about} | \`${example}\` |`);
  });

  test("lists every field of changes", () => {
    for (const { name, about, example } of CHANGE_FIELDS)
      expect(PAGE).toContain(`| \`${name}\` | ${about} | \`${example}\` |`);
  });

  test("names the limits", () => {
    for (const limit of [QUERY_CHARS_MAX, QUERY_TERMS_MAX, QUERY_NESTING_MAX, QUERY_STATES_MAX])
      expect(PAGE).toContain(limit.toLocaleString("en"));
  });
});

describe("each field's example", () => {
  test.each(QUERY_FIELDS)("$example asks for the field $name", ({ name, example }) => {
    const { tree, diagnostics } = parseQuery(example);
    expect(tree).toMatchObject({ type: "field", name });
    expect(diagnostics.filter(({ severity }) => severity !== "hint")).toEqual([]);
  });
});
