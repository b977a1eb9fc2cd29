import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import type { AxeResults } from "axe-core";
import type { DashboardPage } from "./dashboard-page.ts";
import { eventually } from "./service.ts";

const AXE = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");
const RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"];

type Shown = Pick<DashboardPage, "page">;

/** What breaks a rule that a program can check: rule, and the elements. */
export function violations(shown: Shown): Promise<string[]> {
  return ask(shown, RULES);
}

/**
 * The same, and then what breaks the rules of colour in the other scheme: the page goes from light to dark, or back, with the system
 * as its user's does. No other rule depends on it, and a second visit costs ten times as much.
 */
export async function violationsInBothSchemes(shown: Shown): Promise<string[]> {
  const found = await violations(shown);
  const { page } = shown;
  const shownScheme = () => page.evaluate<string | null>("document.documentElement.dataset.mantineColorScheme");
  const scheme = (await shownScheme()) === "dark" ? "dark" : "light";
  const other = scheme === "dark" ? "light" : "dark";
  await page.emulateMedia({ colorScheme: other });
  await eventually(async () => (await shownScheme()) === other);
  const inOther = await ask(shown, ["cat.color"]);
  await page.emulateMedia({ colorScheme: scheme });
  await eventually(async () => (await shownScheme()) === scheme);
  return [...found, ...inOther.map((violation) => `${other}: ${violation}`)];
}

/** @param tags axe-core's names of groups of rules */
async function ask({ page }: Shown, tags: readonly string[]): Promise<string[]> {
  // Half-faded text has half its contrast. (Not waitForFunction: in the page, the policy forbids it to evaluate text.)
  await eventually(async () => (await page.evaluate<number>("document.getAnimations().length")) === 0);
  await page.evaluate(AXE);
  const disabled = { "color-contrast-enhanced": { enabled: false } }; // of level AAA
  const results = await page.evaluate<AxeResults>(
    `axe.run({ runOnly: ${JSON.stringify(tags)}, rules: ${JSON.stringify(disabled)} })`,
  );
  return results.violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ target }) => target.join(" ")).join(", ")}`);
}
