import { randomUUID } from "node:crypto";
import type { Page } from "playwright-core";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { storeChanges } from "../../app/domain/changes/store-changes.ts";
import { openBrowser } from "../support/browser.ts";
import { changeRow } from "../support/changes.ts";
import { type DashboardPage, openDashboard, sendLines } from "../support/dashboard-page.ts";
import { startWithSandbox } from "../support/sandbox.ts";
import { eventually } from "../support/service.ts";

let world: Awaited<ReturnType<typeof startWithSandbox>>;
let browser: Awaited<ReturnType<typeof openBrowser>>;
let resourceId: string;
let shown: DashboardPage;
let page: Page;

const HOSTILE = '<img src=x onerror="document.title=\'owned\'">\u202e<script>document.title="owned"</script>';
const MINUTE_MS = 60_000;
const minutesAgo = (minutes: number) => new Date(Date.now() - minutes * MINUTE_MS).toISOString();

beforeAll(async () => {
  world = await startWithSandbox();
  browser = await openBrowser();
  resourceId = (await world.sandbox.provision("harbor-quay", "standard")).resource.id;
  await storeChanges(world.service.services, [
    changeRow(resourceId, { created_at: minutesAgo(12), data: { config_vars: ["PAYMENT_KEY"], note: HOSTILE } }),
    changeRow(resourceId, {
      created_at: minutesAgo(20),
      type: "collaborator",
      action: "create",
      actor: { id: "11111111-53d0-4c1f-9d3a-6f0e2b8a7c11", email: "lou@example.com" },
      data: {},
    }),
    changeRow(resourceId, {
      created_at: minutesAgo(30),
      type: "app",
      action: "update",
      app: { id: "22222222-9b1c-4e7e-8a44-2f5c1b7d9e60", name: "other-app" },
      data: { name: HOSTILE },
    }),
  ]);
});
afterAll(async () => {
  await browser.close();
  await world.stop();
});
beforeEach(async () => {
  shown = await openDashboard(world, browser, "harbor-quay", resourceId);
  page = shown.page;
});

const rows = () => page.locator("[data-change-id]");
/** Those that the test stored: provisioning is told by log and webhook, whenever they come. */
const openOwnChanges = () => page.goto(`${shown.origin}/changes?query=source:audit-trail`);
const detail = () => page.getByRole("dialog", { name: "Change detail" });

describe("the Changes page", () => {
  it("filters by a value of a change's detail, and the address alone shows the same to someone else", async () => {
    await openOwnChanges();
    await eventually(async () => (await rows().count()) === 3);
    await rows().filter({ hasText: "PAYMENT_KEY" }).click();
    await detail()
      .getByRole("row", { name: /^herokuActorEmail/ })
      .waitFor();
    expect(
      await detail()
        .getByRole("row", { name: /^srcIP/ })
        .textContent(),
    ).toContain("203.0.113.24");

    await detail().getByRole("button", { name: "Filter for actor" }).click();
    await eventually(async () => (await rows().count()) === 2);
    expect(await rows().filter({ hasText: "lou@example.com" }).count()).toBe(0);
    const texts = await rows().allTextContents();
    const url = page.url();
    expect(new URL(url).searchParams.get("query")).toBe('source:audit-trail actor:"dana@example.com"');

    await page.goto("about:blank");
    await page.goto(url);
    await eventually(async () => (await rows().count()) === 2);
    expect(await rows().allTextContents()).toEqual(texts);
    expect(shown.problems).toEqual([]);
  });

  it("shows hostile text as text: in the row, in the columns and in the event as received", async () => {
    await openOwnChanges();
    await rows().filter({ hasText: "PAYMENT_KEY" }).click();
    const raw = detail().getByTestId("raw-event");
    await raw.waitFor();
    const text = (await raw.textContent()) ?? "";
    expect(text).toContain("<img src=x");
    expect(text).toContain('  "type": "config_change"');
    // A direction mark would let the text lie about its own order.
    expect(text).toContain("⟨U+202E⟩");
    expect(await page.locator("img[src='x']").count()).toBe(0);
    expect(await page.title()).not.toBe("owned");
    expect(shown.problems).toEqual([]);
  });

  it("is walked by keyboard alone: search, rows, detail, and back to the list", async () => {
    await openOwnChanges();
    await eventually(async () => (await rows().count()) === 3);
    await page.keyboard.press("j");
    await page.keyboard.press("j");
    await page.keyboard.press("Enter");
    await detail().waitFor();
    expect(await rows().nth(1).getAttribute("aria-selected")).toBe("true");
    await page.keyboard.press("Escape");
    await eventually(async () => (await detail().count()) === 0);
    await page.keyboard.press("/");
    await page.getByTestId("query-editor").waitFor();
    await page.keyboard.press("End");
    await page.keyboard.type(" app:other-app");
    await page.keyboard.press("Enter");
    await eventually(async () => (await rows().count()) === 1);
    expect(shown.problems).toEqual([]);
  });

  it("leads from a change to the logs around it", async () => {
    await openOwnChanges();
    await rows().filter({ hasText: "lou@example.com" }).click();
    await detail().getByRole("link", { name: "Logs around this moment" }).click();
    await page.waitForURL(/\/logs/);
    const range = new URL(page.url()).searchParams;
    const changedAt = Date.now() - 20 * MINUTE_MS;
    expect(Date.parse(range.get("from") ?? "")).toBeLessThan(changedAt);
    expect(Date.parse(range.get("to") ?? "")).toBeGreaterThan(changedAt);
    expect(shown.problems).toEqual([]);
  });

  it("exports what was found, and only that", async () => {
    await page.goto(`${shown.origin}/changes?query=${encodeURIComponent("source:audit-trail type:collaborator")}`);
    await eventually(async () => (await rows().count()) === 1);
    for (const format of ["NDJSON", "OCSF"]) {
      const href = (await page.getByRole("link", { name: `Export as ${format}` }).getAttribute("href")) ?? "";
      const file = await page.request.get(new URL(href, shown.origin).href);
      expect(file.headers()["content-disposition"]).toMatch(/^attachment/);
      const lines = (await file.text()).trimEnd().split("\n");
      expect(lines).toHaveLength(1);
      expect(lines[0]).toContain("lou@example.com");
    }
    expect(shown.problems).toEqual([]);
  });

  it("has its export links on one line with the buttons beside them", async () => {
    const middleOf = (name: string, role: "link" | "button") =>
      page.getByRole(role, { name, exact: true }).evaluate((element) => {
        const words = element.ownerDocument.createRange();
        words.selectNodeContents(element);
        const { top, height } = words.getBoundingClientRect();
        return top + height / 2;
      });
    await page.goto(`${shown.origin}/changes`);
    const beside = await middleOf("Sources", "button");
    for (const name of ["Export as NDJSON", "Export as OCSF"])
      expect(Math.abs((await middleOf(name, "link")) - beside)).toBeLessThan(0.5);
  });

  it("says where changes come from, and what no source tells, when there are none", async () => {
    await page.goto(`${shown.origin}/changes?query=nothing-is-named-so`);
    await page.getByRole("heading", { name: "No change matches in the last 7 days" }).waitFor();
    await page.getByText("It tells no address").first().waitFor();
    await page.getByRole("main").getByText("Clear the search").click();
    await rows().filter({ hasText: "PAYMENT_KEY" }).waitFor();
    expect(shown.problems).toEqual([]);
  });
});

describe("the Logs chart", () => {
  /** Lines now, so that the last bar has something to ask about. */
  async function showChart(): Promise<void> {
    await sendLines(world, shown, "harbor-quay", [{ text: `payment refused: key ${randomUUID()} is not valid` }]);
    const box = page.getByRole("textbox", { name: "Search logs" });
    await box.fill("payment");
    await box.press("Enter");
    await page.locator("[data-line-id]").first().waitFor();
    await page.locator("canvas").waitFor();
  }

  it("answers by keyboard what changed before a bar, the likeliest first, and leads to it", async () => {
    await showChart();
    const bars = page.getByRole("group", { name: /^Bars of lines over time/ });
    await bars.focus();
    await page.keyboard.press("ArrowLeft");
    await page.keyboard.press("Enter");
    await page.getByRole("button", { name: "What changed before this?" }).click();
    const suspects = page.getByRole("list", { name: /^What changed before it/ }).getByRole("listitem");
    await suspects.first().waitFor();
    const told = await suspects.allTextContents();
    const at = (words: string) => told.findIndex((text) => text.includes(words));
    expect(told[at("PAYMENT_KEY")]).toMatch(/on harbor-quay.* before/);
    // Its own app's changes, the nearest before the others; then another app's, though it is of the same account.
    expect(at("PAYMENT_KEY")).toBeLessThan(at("lou@example.com"));
    expect(at("lou@example.com")).toBeLessThan(at("other-app"));

    await suspects.filter({ hasText: "PAYMENT_KEY" }).getByRole("link").click();
    await detail().waitFor();
    await detail().getByText("config_change.set").first().waitFor();
    await page.getByRole("heading", { name: /^What changed before / }).waitFor();
    expect(shown.problems).toEqual([]);
  });

  it("lists its marks as sentences, each leading to its change", async () => {
    await showChart();
    await page.getByRole("button", { name: /^\d+ changes$/ }).click();
    const marks = page.getByRole("list", { name: "Changes marked here" });
    await marks.getByRole("link", { name: /lou@example\.com/ }).click();
    await detail().waitFor();
    await detail().getByText("collaborator.create").first().waitFor();
    expect(shown.problems).toEqual([]);
  });
});
