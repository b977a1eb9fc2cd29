import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { storeChanges } from "../../app/domain/changes/store-changes.ts";
import { violationsInBothSchemes } from "../support/accessibility.ts";
import { openBrowser } from "../support/browser.ts";
import { changeRow } from "../support/changes.ts";
import { openDashboard, sendLines } from "../support/dashboard-page.ts";
import { startWithSandbox } from "../support/sandbox.ts";

let world: Awaited<ReturnType<typeof startWithSandbox>>;
let resourceId: string;
beforeAll(async () => {
  world = await startWithSandbox();
  resourceId = (await world.sandbox.provision("harbor-quay", "standard")).resource.id;
  const minuteAgo = new Date(Date.now() - 60_000).toISOString();
  await storeChanges(world.service.services, [changeRow(resourceId, { created_at: minuteAgo })]);
});
afterAll(() => world.stop());

describe.each([
  ["light", 1280],
  ["dark", 390],
] as const)("changes, %s, %d pixels wide", (colorScheme, width) => {
  it("keep the rules of WCAG 2.2 AA that a program can check, in each of their views", async () => {
    const browser = await openBrowser({ width, colorScheme });
    const shown = await openDashboard(world, browser, "harbor-quay", resourceId);
    const { page, origin } = shown;
    const dialog = page.getByRole("dialog");

    await page.goto(`${origin}/changes?around=${new Date().toISOString()}`);
    await page.getByRole("list", { name: /^What changed before it/ }).waitFor();
    await page.locator("canvas").waitFor();
    expect(await violationsInBothSchemes(shown)).toEqual([]);
    await page.locator("[data-change-id]").filter({ hasText: "PAYMENT_KEY" }).click();
    await dialog.getByTestId("raw-event").waitFor();
    expect(await violationsInBothSchemes(shown)).toEqual([]);
    await page.goto(`${origin}/changes?query=nothing-is-named-so`);
    await page.getByText("It tells no address").first().waitFor();
    expect(await violationsInBothSchemes(shown)).toEqual([]);

    await page.goto(`${origin}/logs?fields=off`);
    await sendLines(world, shown, "harbor-quay", [{ text: "a line to ask about" }]);
    await page.reload();
    await page.locator("canvas").waitFor();
    await page.getByRole("button", { name: /^\d+ changes?$/ }).click();
    await dialog.getByRole("listitem").first().waitFor();
    expect(await violationsInBothSchemes(shown)).toEqual([]);
    await page.keyboard.press("Escape");
    await page.getByRole("group", { name: /^Bars of lines over time/ }).focus();
    await page.keyboard.press("ArrowLeft");
    await page.keyboard.press("Enter");
    await dialog.getByRole("button", { name: "What changed before this?" }).click();
    await dialog.getByRole("list", { name: /^What changed before it/ }).waitFor();
    expect(await violationsInBothSchemes(shown)).toEqual([]);

    expect(shown.problems).toEqual([]);
    await browser.close();
  });
});
