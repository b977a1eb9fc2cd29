import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import { violations } from "../support/accessibility.ts";
import { openBrowser } from "../support/browser.ts";
import { startWithSandbox } from "../support/sandbox.ts";

let world: Awaited<ReturnType<typeof startWithSandbox>>;
let browser: Awaited<ReturnType<typeof openBrowser>>;
beforeAll(async () => {
  world = await startWithSandbox();
});
afterAll(() => world.stop());
// A browser of one's own for each: what one test leaves in it is no other's.
afterEach(() => browser.close());

async function open() {
  browser = await openBrowser();
  const page = await browser.context.newPage();
  const signIn = async (app: string) => {
    const { resource } = await world.sandbox.provision(app, "standard");
    return () => page.goto(`${world.sandbox.url}/sso/${app}/${resource.id}`);
  };
  return { page, signIn };
}

describe("a link that is followed without a session", () => {
  it("leads to what it shows once one has signed in, also from another tab, and does so once", async () => {
    const { page, signIn } = await open();
    const signInNow = await signIn("harbour-api");
    await page.goto(`${world.service.url}/changes?from=-30d&query=type%3Arelease`);
    await page.getByRole("heading", { name: "Sign in by way of Heroku" }).waitFor();
    await page.getByText("heroku addons:open draintrail --app APP").waitFor();
    expect(await violations({ page })).toEqual([]);

    await signInNow();
    await page.waitForURL(/\/changes\?/);
    const { searchParams } = new URL(page.url());
    expect(searchParams.get("query")).toBe("type:release");
    expect(searchParams.get("from")).toBe("-30d");
    await page.getByRole("heading", { name: "Changes", exact: true }).waitFor();

    await signInNow();
    await page.getByRole("link", { name: "Changes" }).waitFor();
    await page.getByRole("searchbox").or(page.getByRole("textbox")).first().waitFor();
    expect(new URL(page.url()).pathname).toBe("/logs");
  });

  it("leads nowhere else: not from a page of another add-on, and not away from here", async () => {
    const { page, signIn } = await open();
    const [first, second] = [await signIn("harbour-one"), await signIn("harbour-two")];
    await page.clock.install();
    await first();
    await page.getByRole("link", { name: "Alerts" }).click();
    await page.waitForURL(/\/alerts/);
    await browser.context.clearCookies();
    // Once a minute the page asks whether it may still look.
    await page.clock.fastForward(61_000);
    await page.getByRole("heading", { name: "This dashboard session has ended" }).waitFor();
    await page.getByText(/^heroku addons:open \S+$/).waitFor();
    await second();
    await page.getByRole("link", { name: "Alerts" }).waitFor();
    expect(new URL(page.url()).pathname).toBe("/logs");

    const way = { href: "//evil.example/logs", resourceId: null, atMs: Date.now() };
    await page.evaluate(`localStorage.setItem("draintrail.way-back", ${JSON.stringify(JSON.stringify(way))})`);
    await first();
    await page.getByRole("link", { name: "Alerts" }).waitFor();
    expect(page.url()).toBe(`${world.service.url}/logs`);
  });
});

it("says that one is signed out, not that something ended, after signing out; and then goes nowhere else", async () => {
  const { page, signIn } = await open();
  const signInNow = await signIn("quay-bell");
  await signInNow();
  await page.getByRole("link", { name: "Settings" }).click();
  await page.waitForURL(/\/settings/);
  await page.getByRole("button", { name: /^Sign out / }).click();
  await page.getByRole("heading", { name: "You are signed out" }).waitFor();
  await signInNow();
  await page.getByRole("link", { name: "Settings" }).waitFor();
  expect(new URL(page.url()).pathname).toBe("/logs");
});
