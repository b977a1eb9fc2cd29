import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { compileMatcher } from "../../../app/contract/query/match.ts";
import { parseQuery } from "../../../app/contract/query/parse.ts";
import { narrowQuery } from "../../../app/web/logs/narrow-query.ts";
import { lineFrom } from "../../contract/query/lines.ts";

/**
 * Every example of the documentation, and what people leave unfinished. An app's own text with a ` -word` in it is left
 * out: alone it also finds itself word for word, with a condition added the word is excluded, as in any other search.
 */
const EXAMPLES = [
  ...readFileSync("docs/query-language.md", "utf8").matchAll(/^\| `(.+?)` \| `(.+?)` \| (?:`.+` )?\|$/gm),
]
  .map(([, query = "", finds = ""]) => [query, finds] as const)
  .filter(([query]) => !query.startsWith("Started GET"))
  .concat([
    ['"open phrase', "an open phrase"],
    ["x (y", "x (y"],
    ["foo AND", "foo"],
  ]);

describe("narrowQuery", () => {
  it("has examples of every kind", () => {
    expect(EXAMPLES.length).toBeGreaterThan(80);
  });

  it.each(EXAMPLES)("limits %j to a level, and to the others", async (query, finds) => {
    const line = lineFrom(finds);
    const change = { field: "level", value: line.level };
    const found = async (sense: "only" | "without") =>
      compileMatcher(parseQuery(await narrowQuery(query, { ...change, sense }, "add")).tree)(line);
    expect(await found("only")).toBe(true);
    expect(await found("without")).toBe(false);
  });

  it("takes back what it added, also to a pasted line", async () => {
    const change = { field: "level", value: "info", sense: "only" } as const;
    const once = await narrowQuery("heroku[router]: status=503 code=H12", change, "toggle");
    const back = await narrowQuery(once, change, "toggle");
    const line = lineFrom("heroku[router]: code=H12 dyno=web.1 status=503");
    expect(compileMatcher(parseQuery(back).tree)(line)).toBe(true);
    expect(back).not.toContain("level");
    expect(await narrowQuery("", change, "toggle")).toBe("level:info");
  });
});
