import type { Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { AlertAnswer, AlertsAnswer } from "../../app/contract/api.ts";
import { inboxHas } from "../support/alerts.ts";
import { openBrowser } from "../support/browser.ts";
import { type DashboardPage, openDashboard } from "../support/dashboard-page.ts";
import { type MailServer, startMailServer } from "../support/mail-server.ts";
import { startWithSandbox } from "../support/sandbox.ts";
import { eventually } from "../support/service.ts";

const SLACK = { kind: "slack", url: "https://hooks.slack.com/services/T1/B2/xyz" };
const QUIET = { query: "", condition: "at_least", count: 1_000_000, window_minutes: 5, destination: SLACK };

let world: Awaited<ReturnType<typeof startWithSandbox>>;
let browser: Awaited<ReturnType<typeof openBrowser>>;
let mail: MailServer;
beforeAll(async () => {
  mail = await startMailServer();
  world = await startWithSandbox({ env: { SMTP_URL: mail.url, MAIL_FROM: "alerts@draintrail.example.com" } });
  browser = await openBrowser();
});
afterAll(async () => {
  await browser.close();
  await world.stop();
  await mail.close();
});

/** A new add-on's dashboard at its Alerts page, with these alerts. */
async function openAlerts(app: string, alerts: readonly object[] = []): Promise<DashboardPage> {
  const { resource } = await world.sandbox.provision(app, "standard");
  const shown = await openDashboard(world, browser, app, resource.id);
  for (const alert of alerts) {
    const response = await write(shown, "/alerts", { ...QUIET, ...alert });
    expect(response.status(), await response.text()).toBe(201);
  }
  await shown.page.getByRole("link", { name: "Alerts" }).click();
  await shown.page.getByRole("heading", { name: "Alerts", exact: true }).waitFor();
  return shown;
}

const write = ({ page, origin }: DashboardPage, path: string, data: object) =>
  page.request.post(`${origin}/api/v1${path}`, { headers: { "x-requested-with": "draintrail" }, data });

const kept = async ({ page, origin }: DashboardPage): Promise<AlertAnswer[]> =>
  ((await (await page.request.get(`${origin}/api/v1/alerts`)).json()) as AlertsAnswer).data;

const card = (page: Page, name: string) => page.getByRole("region", { name, exact: true });
const dialog = (page: Page) => page.getByRole("dialog");
const focused = (page: Page) =>
  page.evaluate<string>("document.activeElement.getAttribute('aria-label') ?? document.activeElement.textContent");

describe("an alert", () => {
  it("is made by a form that tells what it would have done, listed in a sentence, and changed", async () => {
    const shown = await openAlerts("harbor-quay");
    const { page } = shown;
    await page.getByRole("heading", { name: "Nothing is watched yet" }).waitFor();
    await page.getByRole("button", { name: "New alert" }).click();
    await dialog(page).getByLabel("Name").fill("Broken requests");
    await dialog(page).getByLabel("Query").fill("status:>=500");
    await dialog(page).getByLabel("How many").fill("10");
    await dialog(page).getByLabel("Window").selectOption("15 minutes");
    await dialog(page).getByText("In the last 24 hours this would not have fired.").waitFor();
    await dialog(page).getByLabel("Incoming webhook URL").fill(SLACK.url);
    await dialog(page).getByRole("button", { name: "Create alert" }).click();

    const made = card(page, "Broken requests");
    await made.getByText("At least 10 lines in 15 minutes match status:>=500").waitFor();
    await made
      .getByText("Watching, not judged yet")
      .or(made.getByText("OK", { exact: true }))
      .waitFor();
    await made.getByText("Slack · hooks.slack.com").waitFor();
    expect(new URL(page.url()).search).toBe("");

    await made.getByRole("button", { name: "Edit Broken requests" }).click();
    await dialog(page).getByLabel("Name").fill("Silence");
    await dialog(page).getByLabel("Condition").selectOption("fewer than");
    await dialog(page).getByLabel("How many").fill("1");
    await dialog(page).getByText("That is: none at all.").waitFor();
    await dialog(page).getByLabel("Condition").selectOption("far fewer than a day before");
    await dialog(page).getByLabel("Times as many").fill("2");
    await dialog(page).getByLabel("How many").fill("50");
    await dialog(page).getByText("It cannot say anything yet: the add-on has not been there for so long.").waitFor();
    await dialog(page).getByRole("button", { name: "Save" }).click();
    await card(page, "Silence")
      .getByText(
        "At most 50 % as many lines in 15 minutes match status:>=500 as a day before, when there were at least 50",
      )
      .waitFor();
    expect((await kept(shown)).map(({ condition, count, times }) => ({ condition, count, times }))).toEqual([
      { condition: "falls", count: 50, times: 2 },
    ]);

    await card(page, "Silence").getByRole("button", { name: "Edit Silence" }).click();
    await dialog(page).getByLabel("Condition").selectOption("fewer than");
    await dialog(page).getByLabel("How many").fill("1");
    await dialog(page).getByText("That is: none at all.").waitFor();
    // The add-on is minutes old, and before that no line was missing.
    await dialog(page).getByText("It cannot say anything yet: the add-on has not been there for so long.").waitFor();
    await dialog(page).getByRole("button", { name: "Save" }).click();
    const changed = card(page, "Silence");
    await changed.getByText("No line in 15 minutes matches status:>=500").waitFor();
    expect(await kept(shown)).toMatchObject([{ name: "Silence", destination: { shown: "hooks.slack.com" } }]);

    await changed.getByRole("button", { name: "Edit Silence" }).click();
    await dialog(page).getByRole("button", { name: "Replace destination" }).click();
    await dialog(page)
      .getByRole("radio", { name: /^PagerDuty/ })
      .check();
    await dialog(page).getByLabel("Integration key").fill("0123456789abcdef0123456789abcdef");
    await page.keyboard.press("Enter");
    await changed.getByText("PagerDuty · …cdef").waitFor();
    await changed.getByRole("link", { name: "status:>=500" }).click();
    await page.waitForURL(/\/logs\?query=status/);
    expect(shown.problems).toEqual([]);
  });

  it("keeps a window that the form does not offer", async () => {
    const shown = await openAlerts("pier-lamp", [{ name: "Odd", window_minutes: 45 }]);
    const { page } = shown;
    await page.getByRole("button", { name: "Edit Odd" }).click();
    await dialog(page).getByLabel("Name").fill("Odd one");
    await dialog(page).getByRole("button", { name: "Save" }).click();
    await card(page, "Odd one").getByText("At least 1,000,000 lines in 45 minutes, of any kind").waitFor();
    expect(await kept(shown)).toMatchObject([{ name: "Odd one", window_minutes: 45, query: "", count: 1_000_000 }]);
  });

  it("for a webhook shows its signing secret once, and tells what came of a test", async () => {
    const shown = await openAlerts("ferry-web");
    const { page } = shown;
    await page.getByRole("button", { name: "New alert" }).click();
    await dialog(page).getByLabel("Name").fill("Own server");
    await dialog(page)
      .getByRole("radio", { name: /^Webhook/ })
      .check();
    await dialog(page).getByLabel("URL").fill(`${world.sandbox.url}/inbox/ferry`);
    await dialog(page).getByRole("button", { name: "Create alert" }).click();
    const secret =
      (await dialog(page)
        .locator("code", { hasText: /^whsec_/ })
        .textContent()) ?? "";
    // Shown once, so nothing but its own button closes it.
    await page.keyboard.press("Escape");
    await page.mouse.click(2, 2);
    expect(await dialog(page).getByText(secret, { exact: true }).count()).toBe(1);
    await dialog(page).getByRole("button", { name: "I have kept it" }).click();
    await page.reload();
    const made = card(page, "Own server");
    await made.getByRole("button", { name: "Send a test of Own server" }).click();
    await page.getByRole("status").getByText("Test of Own server: delivered").waitFor();
    await made.getByRole("row", { name: /^Test .* delivered$/ }).waitFor();
    await inboxHas(world.sandbox, "/inbox/ferry", 1);
    expect(await page.getByText(secret).count()).toBe(0);
    expect(shown.problems).toEqual([]);
  });

  it("sends mail to somebody who has been here, and says so of others", async () => {
    const shown = await openAlerts("weir-mill");
    const { page } = shown;
    await page.getByRole("button", { name: "New alert" }).click();
    await dialog(page).getByLabel("Name").fill("By mail");
    await dialog(page)
      .getByRole("radio", { name: /^E-mail/ })
      .check();
    await dialog(page).getByLabel("Address", { exact: true }).fill("stranger@example.com");
    await page.keyboard.press("Enter");
    await dialog(page).getByRole("alert").getByText("Mail goes to people who have opened this dashboard").waitFor();
    const known = await page.locator("datalist option").getAttribute("value");
    await dialog(page).getByLabel("Address", { exact: true }).fill(String(known));
    await page.keyboard.press("Enter");
    const made = card(page, "By mail");
    await made.getByText(`E-mail · ${known}`).waitFor();
    await made.getByRole("button", { name: "Send a test of By mail" }).click();
    await made.getByRole("row", { name: /^Test .* delivered$/ }).waitFor();
    expect(mail.mails).toMatchObject([{ to: [known], text: expect.stringContaining("Test: By mail") }]);
    // The refusal is an answer that Chromium writes down.
    expect(shown.problems.filter((problem) => !problem.includes("422"))).toEqual([]);
  });

  it("is muted, heard again and removed by keyboard alone, and the focus is never lost", async () => {
    const shown = await openAlerts("beacon-api", [{ name: "Loud" }]);
    const { page } = shown;
    await page.getByRole("button", { name: "Mute Loud" }).focus();
    await page.keyboard.press("Enter");
    await dialog(page).getByRole("button", { name: "8 hours" }).focus();
    await page.keyboard.press("Enter");
    await card(page, "Loud")
      .getByText(/^Muted until/)
      .waitFor();
    const [muted] = await kept(shown);
    const hours = (Date.parse(muted?.muted_until ?? "") - Date.now()) / 3_600_000;
    expect(Math.round(hours)).toBe(8);
    await eventually(async () => (await focused(page)) === "Unmute Loud");
    await page.keyboard.press("Enter");
    await page.getByRole("status").getByText("Loud is not muted any more").waitFor();
    await eventually(async () => (await focused(page)) === "Mute Loud");

    await page.getByRole("button", { name: "Remove Loud" }).focus();
    await page.keyboard.press("Enter");
    await dialog(page).getByRole("button", { name: "Cancel" }).waitFor();
    await page.keyboard.press("Escape");
    await eventually(async () => (await focused(page)) === "Remove Loud");
    await page.keyboard.press("Enter");
    await dialog(page).getByRole("button", { name: "Remove alert" }).focus();
    await page.keyboard.press("Enter");
    await page.getByRole("heading", { name: "Nothing is watched yet" }).waitFor();
    await eventually(() => page.evaluate("document.activeElement.id === 'main'"));
    expect(await kept(shown)).toEqual([]);
    expect(shown.problems).toEqual([]);
  });

  it("is begun from a ready-made one, which is then said to be watched", async () => {
    const shown = await openAlerts("quay-watch");
    const { page } = shown;
    const name = "Much was destroyed at once";
    await page.getByRole("button", { name: `Use ${name}` }).click();
    await page.getByRole("heading", { name: "New alert" }).waitFor();
    expect(await dialog(page).getByLabel("Name").inputValue()).toBe(name);
    expect(await dialog(page).getByLabel("Query").inputValue()).toBe("action:destroy");
    expect(await dialog(page).getByLabel("What is counted").inputValue()).toBe("changes");
    await dialog(page).getByText("In the last 24 hours this would not have fired.").waitFor();
    await dialog(page).getByLabel("Incoming webhook URL").fill(SLACK.url);
    await dialog(page).getByRole("button", { name: "Create alert" }).click();
    await card(page, name).getByText("At least 3 changes in 10 minutes match action:destroy").waitFor();
    await page.getByText("Who changed what").click();
    const ready = page.getByRole("listitem").filter({ hasText: "Three removals in ten minutes" });
    await ready.getByText("is watched").waitFor();
    expect(await ready.getByRole("button").count()).toBe(0);
    expect(shown.problems).toEqual([]);
  });

  it("is begun from a saved search, and from the present one", async () => {
    const shown = await openAlerts("pier-nine");
    const { page, origin } = shown;
    await write(shown, "/searches", { name: "Paid orders", query: "order paid" });
    await page.goto(`${origin}/logs?query=level%3Aerror`);
    await page.getByRole("button", { name: "Saved searches", exact: true }).click();
    await page.getByRole("link", { name: "Alert on Paid orders" }).click();
    await page.waitForURL(/\/alerts\?/);
    await page.getByRole("heading", { name: "New alert" }).waitFor();
    expect(await dialog(page).getByLabel("Name").inputValue()).toBe("Paid orders");
    expect(await dialog(page).getByLabel("Query").inputValue()).toBe("order paid");
    await dialog(page).getByRole("button", { name: "Cancel" }).click();
    await page.waitForURL(`${origin}/alerts`);

    await page.goBack();
    await page.getByRole("link", { name: "Alert on this", exact: true }).click();
    await page.getByRole("heading", { name: "New alert" }).waitFor();
    expect(await dialog(page).getByLabel("Name").inputValue()).toBe("");
    expect(await dialog(page).getByLabel("Query").inputValue()).toBe("level:error");
    expect(shown.problems).toEqual([]);
  });

  it("on changes is begun from the Changes page, and leads back to them", async () => {
    const shown = await openAlerts("mole-head");
    const { page, origin } = shown;
    await page.goto(`${origin}/changes?query=type%3Aconfig_change`);
    await page.getByRole("link", { name: "Alert on this" }).click();
    await page.getByRole("heading", { name: "New alert" }).waitFor();
    expect(await dialog(page).getByLabel("Query").inputValue()).toBe("type:config_change");
    expect(await dialog(page).getByLabel("What is counted").inputValue()).toBe("changes");
    await dialog(page)
      .getByText(/In the last 24 hours this would/)
      .waitFor();
    await dialog(page).getByLabel("Name").fill("Config");
    await dialog(page).getByLabel("Incoming webhook URL").fill(SLACK.url);
    await dialog(page).getByRole("button", { name: "Create alert" }).click();
    await card(page, "Config").getByText("At least 1 change in 5 minutes matches type:config_change").waitFor();
    await card(page, "Config").getByRole("link", { name: "type:config_change" }).click();
    await page.waitForURL(/\/changes\?query=type/);
    expect(shown.problems).toEqual([]);
  });

  it("says why it cannot be made, and keeps what was typed", async () => {
    const { page } = await openAlerts("lock-keeper", [{ name: "Taken" }]);
    await page.route("**/api/v1/alerts/preview?*", (route) =>
      route.fulfill({
        status: 503,
        contentType: "application/problem+json",
        body: JSON.stringify({ code: "query.too_slow", detail: "This search took too long." }),
      }),
    );
    await page.getByRole("button", { name: "New alert" }).click();
    await dialog(page).getByText("Counting 24 hours took too long").waitFor();
    await dialog(page).getByLabel("Name").fill("taken");
    await dialog(page).getByLabel("Incoming webhook URL").fill("https://127.0.0.1/x");
    await page.keyboard.press("Enter");
    await dialog(page).getByRole("alert").getByText("Alerts cannot be sent to this address").waitFor();
    await dialog(page).getByLabel("Incoming webhook URL").fill(SLACK.url);
    await page.keyboard.press("Enter");
    await dialog(page).getByRole("alert").getByText("There is an alert of this name already").waitFor();
    expect(await dialog(page).getByLabel("Name").inputValue()).toBe("taken");
  });

  it("shows hostile names and queries as text", async () => {
    const { page } = await openAlerts("quay-bell", [
      { name: "<b>bold</b>\u202egnp", query: '"<img src=x onerror=alert(1)>"' },
    ]);
    await page.getByRole("heading", { name: "<b>bold</b>" }).waitFor();
    await page.getByRole("link", { name: "<img src=x" }).waitFor();
    expect(await page.getByRole("main").locator("b, img").count()).toBe(0);
    expect(await page.getByText("\u202e").count()).toBe(0);
  });
});
