import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import type { AxeResults } from "axe-core";
import type { DashboardPage } from "./dashboard-page.ts";
import { eventually } from "./service.ts";

const AXE = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");
const RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"];

/** What breaks a rule that a program can check: rule, and the elements. */
export async function violations({ page }: Pick<DashboardPage, "page">): Promise<string[]> {
  // Half-faded text has half its contrast. (Not waitForFunction: in the page, the policy forbids it to evaluate text.)
  await eventually(async () => (await page.evaluate<number>("document.getAnimations().length")) === 0);
  await page.evaluate(AXE);
  const results = await page.evaluate<AxeResults>(`axe.run({ runOnly: ${JSON.stringify(RULES)} })`);
  return results.violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ target }) => target.join(" ")).join(", ")}`);
}
