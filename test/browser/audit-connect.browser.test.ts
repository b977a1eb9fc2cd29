import type { Page } from "playwright-core";
import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import { violations } from "../support/accessibility.ts";
import { oauthClient } from "../support/audit.ts";
import { openBrowser } from "../support/browser.ts";
import { type DashboardPage, openDashboard } from "../support/dashboard-page.ts";
import { startWithSandbox } from "../support/sandbox.ts";
import { eventually } from "../support/service.ts";

let world: Awaited<ReturnType<typeof startWithSandbox>>;
let browser: Awaited<ReturnType<typeof openBrowser>>;
let shown: DashboardPage;

beforeAll(async () => {
  const env = { HEROKU_OAUTH_CLIENT_ID: oauthClient.id, HEROKU_OAUTH_CLIENT_SECRET: oauthClient.secret };
  world = await startWithSandbox({ env }, { settings: { oauthClient } });
  browser = await openBrowser();
});
afterEach(() => shown.page.close());
afterAll(async () => {
  await browser.close();
  await world.stop();
});

/** The page of a new add-on on the plan with the audit trail. */
async function openAudit(app: string): Promise<Page> {
  const { resource } = await world.sandbox.provision(app, "enterprise");
  shown = await openDashboard(world, browser, app, resource.id);
  await shown.page.getByRole("link", { name: "Audit" }).click();
  await shown.page.getByRole("heading", { name: "Enterprise audit" }).waitFor();
  return shown.page;
}

/** On Heroku's page: what is asked for, answered as the user. */
async function answer(page: Page, user: string, decision: "Allow" | "Deny"): Promise<string[]> {
  await page.waitForURL(`${world.sandbox.url}/oauth/authorize*`);
  const asked = await page.locator("li code").allTextContents();
  await page.getByLabel("Signed in as").selectOption(user);
  await page.getByRole("button", { name: decision }).click();
  await page.waitForURL(`${shown.origin}/audit*`);
  return asked;
}

/** What went wrong beyond the refusals that a test is about, which the browser reports by itself. */
const unexpected = () => shown.problems.filter((text) => !text.includes("422"));

describe("Connect with Heroku", () => {
  it("asks for reading, for more only when Heroku wants it, then for the account, and collects", async () => {
    const manager = "dana@pier.example";
    world.sandbox.createEnterpriseAccount("pier-holding", manager, ["view", "manage"]);
    world.sandbox.createEnterpriseAccount("mole-holding", manager, ["view"]);
    const page = await openAudit("pier-web");
    await page.getByRole("link", { name: "Connect with Heroku" }).click();
    expect(await answer(page, manager, "Allow")).toEqual(["identity", "read"]);

    await page.getByRole("heading", { name: "Which account?" }).waitFor();
    expect(await page.getByRole("radio", { name: /mole-holding/ }).isDisabled()).toBe(true);
    await page.getByText(/the permission “manage” is needed, you have view/).waitFor();
    expect(await page.getByRole("radio", { name: /pier-holding/ }).isChecked()).toBe(true);
    expect(await violations(shown)).toEqual([]);
    await page.getByRole("button", { name: "Collect its audit trail" }).click();
    await page
      .getByRole("alert")
      .getByText(/does not open the audit trail/)
      .waitFor();

    await page.getByRole("link", { name: "Connect again, allowing global" }).click();
    expect(await answer(page, manager, "Allow")).toEqual(["global"]);
    await page.getByRole("button", { name: "Collect its audit trail" }).click();
    await page.getByText("Collecting", { exact: true }).waitFor();
    await page.getByRole("heading", { name: "pier-holding" }).waitFor();
    // The connection is used up: its id is no part of the address to come back to.
    expect(new URL(page.url()).search).toBe("");
    expect(unexpected()).toEqual([]);

    await page.getByRole("button", { name: "Opt out" }).click();
    await page.getByRole("radio", { name: /^Keep it/ }).check();
    await page.getByRole("button", { name: "Opt out, keep what is here" }).click();
    await page.getByText("Ended: archives and events are kept").waitFor();
    const scopes = () => world.sandbox.authorizationsOf(manager).map(({ scope }) => scope.join(" "));
    await eventually(async () => !scopes().includes("global"));
  });

  it("says calmly that Heroku was told no, and offers to try again", async () => {
    const manager = "kim@dock.example";
    world.sandbox.createEnterpriseAccount("dock-holding", manager, ["view", "manage"]);
    const page = await openAudit("dock-web");
    await page.getByRole("link", { name: "Connect with Heroku" }).click();
    await answer(page, manager, "Deny");
    await page
      .getByRole("alert")
      .getByText(/^Heroku was told not to connect, so nothing was connected/)
      .waitFor();
    expect(await violations(shown)).toEqual([]);
    await page.getByRole("button", { name: "Dismiss" }).click();
    await eventually(async () => (await page.getByRole("alert").count()) === 0);
    expect(await page.getByRole("link", { name: "Connect with Heroku" }).count()).toBe(1);
    expect(world.sandbox.authorizationsOf(manager)).toEqual([]);
    expect(unexpected()).toEqual([]);
  });

  it("refuses a way back with a state that is not ours, and one that is taken twice", async () => {
    const manager = "lee@quay.example";
    world.sandbox.createEnterpriseAccount("quay-holding", manager, ["view", "manage"]);
    const page = await openAudit("quay-web");
    await page.goto(`${shown.origin}/oauth/callback?code=x&state=invented`);
    const refused = page.getByRole("alert").getByText(/^Connecting took longer than an hour, or was done twice/);
    await refused.waitFor();

    const back: string[] = [];
    page.on("request", (request) => {
      if (request.url().includes("/oauth/callback?")) back.push(request.url());
    });
    await page.getByRole("link", { name: "Connect with Heroku" }).click();
    await answer(page, manager, "Allow");
    await page.getByRole("heading", { name: "Which account?" }).waitFor();
    await page.goto(back[0] as string);
    await refused.waitFor();
    expect(await page.getByText("Collecting", { exact: true }).count()).toBe(0);
    expect(unexpected()).toEqual([]);
  });
});
