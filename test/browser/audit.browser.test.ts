import type { Page } from "playwright-core";
import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import { violations } from "../support/accessibility.ts";
import { openBrowser } from "../support/browser.ts";
import { type DashboardPage, openDashboard } from "../support/dashboard-page.ts";
import { startWithSandbox } from "../support/sandbox.ts";
import { eventually } from "../support/service.ts";

let world: Awaited<ReturnType<typeof startWithSandbox>>;
let browser: Awaited<ReturnType<typeof openBrowser>>;
let shown: DashboardPage;

const DAY_MS = 86_400_000;
const dayBefore = (days: number) => new Date(Date.now() - days * DAY_MS).toISOString().slice(0, 10);

beforeAll(async () => {
  world = await startWithSandbox();
  browser = await openBrowser();
});
afterEach(async () => {
  // The browser has one session: a page left open would be asked about another add-on.
  await shown.page.close();
  world.sandbox.behave();
});
afterAll(async () => {
  await browser.close();
  await world.stop();
});

/** An enterprise account of the test's own with three months behind it, and a token of its manager. */
function makeAccount(name: string): string {
  const manager = `manager-of-${name}@example.com`;
  world.sandbox.createEnterpriseAccount(name, manager, ["view", "manage"]);
  world.sandbox.audit.makeHistory(name, { startsOn: dayBefore(75), eventsPerDay: 6 });
  return world.sandbox.authorize(manager, { description: "Draintrail audit trail" }).accessToken;
}

async function openAudit(app: string, plan = "enterprise"): Promise<Page> {
  const { resource } = await world.sandbox.provision(app, plan);
  shown = await openDashboard(world, browser, app, resource.id);
  await shown.page.getByRole("link", { name: "Audit" }).click();
  await shown.page.getByRole("heading", { name: "Enterprise audit" }).waitFor();
  return shown.page;
}

/** What went wrong beyond the refusals that a test is about, which the browser reports by itself. */
const unexpected = () => shown.problems.filter((text) => !text.includes("422"));

async function optIn(page: Page, account: string, token: string): Promise<void> {
  await page.getByLabel("Enterprise account, by name or id").fill(account);
  await page.getByLabel("API token").fill(token);
  await page.getByRole("button", { name: "Check and collect" }).click();
}

async function fetchOlderArchives(page: Page): Promise<void> {
  await page.getByRole("button", { name: "Fetch older archives" }).click();
  await page.getByRole("button", { name: "Fetch them" }).click();
}

const archivesOf = (page: Page, account: string) => page.getByRole("region", { name: `Archives of ${account}` });

describe("the Enterprise audit page", () => {
  it("opts in with a token, proves every closed month, shows the events among the changes, and opts out", async () => {
    const token = makeAccount("harbor-holding");
    const page = await openAudit("harbor-quay");
    await optIn(page, "harbour-holding", token);
    // The wrong name is answered with the right one, ready to be taken.
    await page.getByRole("alert").getByRole("button", { name: "harbor-holding" }).click();
    await page.getByRole("button", { name: "Check and collect" }).click();
    await page.getByRole("heading", { name: "harbor-holding" }).waitFor();
    await page.getByText("Collecting", { exact: true }).waitFor();
    expect(await page.content()).not.toContain(token);

    await fetchOlderArchives(page);
    const rows = archivesOf(page, "harbor-holding").locator("tr[data-archive]");
    await eventually(async () => {
      const states = await rows.evaluateAll((all) => all.map((row) => row.getAttribute("data-archive")));
      return states.length >= 3 && states.every((state) => state === "verified");
    });
    await page
      .getByRole("button", { name: /^Report on / })
      .last()
      .click();
    await page.getByText(/^All \d+ events of Heroku's archive are stored here/).waitFor();
    await page.getByText(/from before you opted in, brought by the archive/).waitFor();
    expect(await violations(shown)).toEqual([]);
    const evidence = await page.getByRole("link", { name: "Download the evidence" }).getAttribute("href");
    const file = await page.request.get(new URL(evidence ?? "", shown.origin).href);
    expect(file.headers()["content-type"]).toContain("application/x-tar");

    await page.getByRole("link", { name: "Changes" }).click();
    await page.getByRole("button", { name: /^Time range/ }).click();
    await page.getByRole("button", { name: "Last 90 days" }).click();
    await page.locator("[data-change-id]").filter({ hasText: "audit trail" }).first().waitFor();

    await page.getByRole("link", { name: "Audit" }).click();
    await page.getByRole("button", { name: "Pause" }).click();
    await page.getByText("Paused by you").waitFor();
    await page.getByRole("button", { name: "Resume" }).click();
    await page.getByText("Collecting", { exact: true }).waitFor();

    await page.getByRole("button", { name: "Opt out" }).click();
    await page.getByRole("radio", { name: /^Keep it/ }).check();
    await page.getByRole("button", { name: "Opt out, keep what is here" }).click();
    await page.getByText("Ended: archives and events are kept").waitFor();
    expect(await rows.count()).toBeGreaterThanOrEqual(3);
    expect(unexpected()).toEqual([]);
  });

  it("says on every page when Heroku refuses the access, and collects again with a new token", async () => {
    const token = makeAccount("pier-holding");
    const page = await openAudit("pier-web");
    await optIn(page, "pier-holding", token);
    await page.getByText("Collecting", { exact: true }).waitFor();
    world.sandbox.revoke(token);
    await page.getByRole("button", { name: "Poll now" }).click();
    await page.getByText("Stopped: Heroku refuses access").waitFor();
    await page.getByRole("link", { name: "Ledger" }).click();
    await page.getByText("Not being collected: the audit trail of pier-holding").waitFor();
    await page.getByRole("link", { name: "Restore it" }).click();

    await page.getByRole("button", { name: "Replace access" }).click();
    const fresh = world.sandbox.authorize("manager-of-pier-holding@example.com").accessToken;
    await page.getByRole("dialog").getByLabel("API token").fill(fresh);
    await page.getByRole("button", { name: "Check and replace" }).click();
    await page.getByText("Collecting", { exact: true }).waitFor();
    await eventually(async () => (await page.getByText("Not being collected").count()) === 0);
    expect(unexpected()).toEqual([]);
  });

  it("shows the first poll and the archives as they come, and on Changes that it is collecting", async () => {
    const token = makeAccount("wharf-group");
    const page = await openAudit("wharf-web");
    await optIn(page, "wharf-group", token);
    await archivesOf(page, "wharf-group").first().waitFor();
    await page.getByText(/of \d+ verified/).waitFor();
    await page.getByText(/ago; next (in|now)/).waitFor();
    expect(await page.getByText("Heroku has listed none yet").count()).toBe(0);
    await page.goto(`${shown.origin}/changes?query=nothing-is-named-so`);
    await page.getByRole("link", { name: "collecting wharf-group" }).waitFor();
    expect(unexpected()).toEqual([]);
  });

  it("shows a refusal's commands as commands, not between backticks", async () => {
    makeAccount("lock-enterprise");
    const page = await openAudit("lock-web");
    await optIn(page, "lock-enterprise", "HRKU-unknown");
    const refusal = page.getByRole("alert").filter({ hasText: "Heroku does not accept this token." });
    await refusal.locator("code", { hasText: "heroku authorizations:create" }).waitFor();
    expect(await refusal.textContent()).not.toContain("`");
    expect(unexpected()).toEqual([]);
  });

  it("says plainly when an archive is not the file Heroku states", async () => {
    const token = makeAccount("dock-holding");
    const lastMonth = new Date(Date.UTC(new Date().getUTCFullYear(), new Date().getUTCMonth() - 1, 1));
    world.sandbox.misbehave({
      kind: "archive",
      account: "dock-holding",
      month: lastMonth.toISOString().slice(0, 7),
      fault: "wrong-checksum",
      times: 1,
    });
    const page = await openAudit("dock-web");
    await optIn(page, "dock-holding", token);
    await fetchOlderArchives(page);
    const row = archivesOf(page, "dock-holding").locator("tr[data-archive=mismatch]");
    await row.waitFor();
    await row.getByRole("button", { name: /^Report on / }).click();
    await page.getByText(/does not have the checksum Heroku states for it\. It was not imported/).waitFor();
    expect(unexpected()).toEqual([]);
  });

  it("explains calmly what a plan without the audit trail has, and offers no form", async () => {
    const page = await openAudit("sloop-web", "standard");
    await page.getByRole("heading", { name: /^Not part of the plan/ }).waitFor();
    await page.getByText(/heroku addons:upgrade draintrail-.* draintrail:enterprise/).waitFor();
    expect(await page.getByLabel("API token").count()).toBe(0);
    expect(await violations(shown)).toEqual([]);
    expect(unexpected()).toEqual([]);
  });
});
