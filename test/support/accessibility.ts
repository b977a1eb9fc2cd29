import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import type { AxeResults } from "axe-core";
import type { DashboardPage } from "./dashboard-page.ts";

const AXE = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");
const RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"];

/** What breaks a rule that a program can check: rule, and the elements. */
export async function violations({ page }: Pick<DashboardPage, "page">): Promise<string[]> {
  await page.waitForFunction("document.getAnimations().length === 0"); // half-faded text has half its contrast
  await page.evaluate(AXE);
  const results = await page.evaluate<AxeResults>(`axe.run({ runOnly: ${JSON.stringify(RULES)} })`);
  return results.violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ target }) => target.join(" ")).join(", ")}`);
}
