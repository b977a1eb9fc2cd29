import { readFileSync } from "node:fs";
import { expect, it } from "vitest";
import { TOOLS } from "../../../app/http/mcp/mcp-server.ts";

it("docs/mcp.md has every tool, in the order in which they are offered", () => {
  const page = readFileSync(new URL("../../../docs/mcp.md", import.meta.url), "utf8");
  const documented = [...page.matchAll(/^\| `(\w+)` \|/gm)].map(([, name]) => name);
  expect(documented).toEqual(TOOLS.map(({ name }) => name));
});
