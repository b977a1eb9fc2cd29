import type { Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { violations } from "../support/accessibility.ts";
import { openBrowser } from "../support/browser.ts";
import { openDashboard } from "../support/dashboard-page.ts";
import { startWithSandbox } from "../support/sandbox.ts";

let world: Awaited<ReturnType<typeof startWithSandbox>>;
beforeAll(async () => {
  world = await startWithSandbox();
});
afterAll(() => world.stop());

/** What is wider than the window: a page or a dialog that scrolls sideways. */
const tooWide = (page: Page) =>
  page.evaluate<string[]>(
    "[...document.querySelectorAll('html, main, [role=dialog]')].filter((e) => e.scrollWidth > e.clientWidth).map((e) => e.tagName)",
  );

// Colours do not depend on the width, nor what fits on the colours.
describe.each([
  ["light", 1280],
  ["dark", 390],
] as const)("the Alerts page, %s, %d pixels wide", (colorScheme, width) => {
  it("keeps the rules of WCAG 2.2 AA that a program can check, and fits, in each of its views", async () => {
    const app = `pier-${colorScheme}-${width}`;
    const { resource } = await world.sandbox.provision(app, "standard");
    const browser = await openBrowser({ width, colorScheme });
    const shown = await openDashboard(world, browser, app, resource.id);
    const { page, origin } = shown;
    const dialog = page.getByRole("dialog");
    const expectFit = async () => {
      expect(await violations(shown)).toEqual([]);
      expect(await tooWide(page)).toEqual([]);
    };
    await page.goto(`${origin}/alerts`);
    await page.getByRole("heading", { name: "Nothing is watched yet" }).waitFor();
    await expectFit();

    const headers = { "x-requested-with": "draintrail" };
    const create = async (alert: object): Promise<{ id: string }> => {
      const data = { condition: "at_least", count: 1, window_minutes: 5, ...alert };
      return (await page.request.post(`${origin}/api/v1/alerts`, { headers, data })).json();
    };
    await create({
      name: "Own server",
      query: "order",
      destination: { kind: "webhook", url: `${world.sandbox.url}/inbox/${app}` },
    });
    const { id } = await create({
      name: `Long ${"name".repeat(20)}`,
      query: `path:/${"a".repeat(300)}/`,
      destination: { kind: "pagerduty", routing_key: "0123456789abcdef0123456789abcdef" },
    });
    const until = new Date(Date.now() + 3_600_000).toISOString();
    await page.request.patch(`${origin}/api/v1/alerts/${id}`, { headers, data: { muted_until: until } });
    await page.reload();
    await page.getByText(/^Muted until/).waitFor();
    await page.getByRole("button", { name: "Send a test of Own server" }).click();
    await page.getByRole("status").getByText("Test of Own server: delivered").waitFor();
    await expectFit();
    await page.getByRole("button", { name: "Mute Own server" }).click();
    await dialog.getByRole("button", { name: "1 week" }).waitFor();
    await expectFit();
    await page.keyboard.press("Escape");

    await page.getByRole("button", { name: "Edit Own server" }).click();
    await dialog.getByText(/^In the last 24 hours/).waitFor();
    await dialog.getByRole("button", { name: "Replace destination" }).click();
    await dialog.getByLabel("URL").waitFor();
    await expectFit();
    await page.keyboard.press("Escape");
    await page.getByRole("button", { name: "Remove Own server" }).click();
    await dialog.getByRole("button", { name: "Remove alert" }).waitFor();
    await expectFit();
    expect(shown.problems).toEqual([]);
    await browser.close();
  });
});
