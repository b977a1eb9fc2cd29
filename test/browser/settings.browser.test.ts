import type { Page } from "playwright-core";
import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import { API_TOKENS_MAX } from "../../app/contract/limits.ts";
import * as bucketHours from "../../app/stores/postgres/bucket-hours.ts";
import { violations } from "../support/accessibility.ts";
import { makeApiToken } from "../support/api.ts";
import { storedMessages } from "../support/books.ts";
import { openBrowser } from "../support/browser.ts";
import { objectAt } from "../support/bucket.ts";
import { basicOf, someFrame } from "../support/manual-drains.ts";
import { startWithSandbox } from "../support/sandbox.ts";
import { eventually } from "../support/service.ts";

let world: Awaited<ReturnType<typeof startWithSandbox>>;
let browser: Awaited<ReturnType<typeof openBrowser>>;
const problems: string[] = [];

beforeAll(async () => {
  world = await startWithSandbox();
  browser = await openBrowser();
});
// A page that stays open goes on asking, and is told of the next test's dashboard (409). The first one is the browser's own.
afterEach(async () => {
  for (const page of browser.context.pages().slice(1)) await page.close();
});
afterAll(async () => {
  await browser.close();
  await world.stop();
});

/** Opens the dashboard of a new app's add-on in a tab of its own, by way of Heroku. */
async function openDashboard(app: string): Promise<{ page: Page; resourceId: string }> {
  const { resource } = await world.sandbox.provision(app, "standard");
  return { page: await openTab(`${world.sandbox.url}/sso/${app}/${resource.id}`), resourceId: resource.id };
}

async function openTab(ssoUrl: string): Promise<Page> {
  const page = await browser.context.newPage();
  page.on("console", (message) => {
    if (message.type() === "error") problems.push(message.text());
  });
  page.on("pageerror", (error) => problems.push(error.message));
  await page.goto(ssoUrl);
  await page.waitForURL(/\/logs/);
  return page;
}

const postTo = (drainUrl: string) => {
  const { username, password } = new URL(drainUrl);
  return fetch(`${world.service.url}/drain`, {
    method: "POST",
    headers: { "content-type": "application/logplex-1", authorization: basicOf(username, password) },
    body: someFrame() as Buffer<ArrayBuffer>,
  });
};

describe("the Settings page", () => {
  it("lists its sections, each a click away", async () => {
    const { page } = await openDashboard("list-quay");
    await page.getByRole("link", { name: "Settings" }).click();
    const sections = page.getByRole("navigation", { name: "Sections" });
    await sections.waitFor();
    const ids = await page.locator("h2[id]").evaluateAll((headings) => headings.map(({ id }) => id));
    const links = await sections.getByRole("link").all();
    const hashes = await Promise.all(links.map(async (link) => (await link.getAttribute("href"))?.split("#")[1]));
    expect(hashes).toEqual(ids);
    await sections.getByRole("link", { name: "Who may change things" }).click();
    const isInView = `(() => {
      const { top, bottom } = document.getElementById("admins").getBoundingClientRect();
      return top > 0 && bottom < innerHeight;
    })()`;
    await eventually(() => page.evaluate<boolean>(isInView));
    expect(problems).toEqual([]);
  });

  it("masks values from now on, shows on the newest lines what that means, and counts", async () => {
    const { page, resourceId } = await openDashboard("mask-quay");
    const says = async (...texts: string[]) => {
      world.sandbox.logplex.send("mask-quay", texts);
      await world.sandbox.logplex.flush();
    };
    await says("mail to jane@example.com", "password=hunter2 ok");
    const { pg } = world.service.services.stores;
    const stored = () => storedMessages(world.service, resourceId);
    await eventually(async () => (await stored()).length >= 2);
    await page.goto(`${world.service.url}/settings`);
    await page.getByRole("button", { name: "Mask values" }).click();
    const dialog = page.getByRole("dialog", { name: "Mask values" });
    await dialog.getByRole("checkbox", { name: /E-mail addresses/ }).check();
    await dialog.getByRole("textbox", { name: /Values of these names/ }).fill("password");
    await dialog.getByText("E-mail addresses: 1; Values of names: 1").waitFor();
    await dialog.getByText("password=******* ok").waitFor();
    expect(await violations({ page })).toEqual([]);
    await dialog.getByRole("textbox", { name: /Words that begin so/ }).fill("(a+)+$");
    await dialog.getByRole("button", { name: "Mask these from now on" }).click();
    await dialog
      .getByText(/prefixes\.0/)
      .first()
      .waitFor();
    await dialog.getByRole("textbox", { name: /Words that begin so/ }).fill("");
    await dialog.getByRole("button", { name: "Mask these from now on" }).click();
    await page.getByRole("row", { name: /E-mail addresses none none/ }).waitFor();

    await says("mail to jo@example.com and jane@example.com");
    await eventually(async () => pg("redaction_hours").where({ resource_id: resourceId }).first());
    expect(await stored()).toContain("mail to ************** and ****************");
    await page.reload();
    await page.getByRole("row", { name: /E-mail addresses 2 2/ }).waitFor();
    expect(await violations({ page })).toEqual([]);
    // The refusal of a pattern is the only thing the browser may complain of.
    expect(problems.splice(0).filter((text) => !text.includes("422"))).toEqual([]);
  });

  it("makes an exclusion filter of a search, shows what it keeps out, switches it off, and removes it", async () => {
    const { page, resourceId } = await openDashboard("health-quay");
    const says = async (...texts: string[]) => {
      world.sandbox.logplex.send("health-quay", texts);
      await world.sandbox.logplex.flush();
    };
    await says("GET /health ok", "GET /orders ok");
    await eventually(async () => (await storedMessages(world.service, resourceId)).includes("GET /health ok"));
    await page.goto(`${world.service.url}/logs?query=${encodeURIComponent('"GET /health"')}`);
    await page.getByText("GET /health ok").first().waitFor();
    await page.getByRole("link", { name: "Exclude", exact: true }).click();
    const dialog = page.getByRole("dialog", { name: "New exclusion filter" });
    await dialog.getByText(/^1 of the \d+ lines of the last 24 hours matches/).waitFor();
    expect(await violations({ page })).toEqual([]);
    await dialog.getByRole("textbox", { name: "Name" }).fill("Health checks");
    await dialog.getByRole("button", { name: "Exclude these lines" }).click();
    const row = page.getByRole("region", { name: "Exclusion filters" }).getByRole("row", { name: /Health checks/ });
    await row.getByText("none").first().waitFor();
    expect(new URL(page.url()).search).toBe("");

    await says("GET /health ok", "GET /health ok", "GET /carts ok");
    const { pg } = world.service.services.stores;
    await eventually(async () => pg("exclusion_hours").where({ resource_id: resourceId, lines: 2 }).first());
    await page.reload();
    await row
      .getByText(/^2 lines, \d+ B$/)
      .first()
      .waitFor();
    expect(await violations({ page })).toEqual([]);

    await page.goto(`${world.service.url}/logs?query=nowhere-to-be-found`);
    await page.getByText("Lines that an exclusion filter matches are counted and not stored.").waitFor();
    await page.getByRole("link", { name: "Exclusion filters" }).click();
    await row.getByRole("button", { name: "Change Health checks" }).click();
    await page.getByRole("textbox", { name: "Store no lines that match" }).fill("*");
    await page.getByRole("button", { name: "Save" }).click();
    await page.getByText("This query matches every line, so nothing would be stored.").waitFor();
    await page.getByRole("button", { name: "Cancel" }).click();

    await row.getByRole("button", { name: "Switch off Health checks" }).click();
    await row.getByText("(off)").waitFor();
    await row.getByRole("button", { name: "Remove Health checks" }).click();
    await page.getByRole("button", { name: "Remove filter" }).click();
    await row.waitFor({ state: "detached" });
    for (const did of ["made", "changed", "removed"])
      await page.getByRole("row", { name: new RegExp(`${did} the exclusion filter Health checks`) }).waitFor();
    // The refusal of `*` is the only thing the browser may complain of.
    expect(problems.splice(0).filter((text) => !text.includes("422"))).toEqual([]);
  });

  it("is for looking only to whoever is not on the list of those who may change things", async () => {
    const { page, resourceId } = await openDashboard("admins-quay");
    await page.goto(`${world.service.url}/settings`);
    const section = page.getByRole("region", { name: "Who may change things" });
    await section.getByText("Everybody whom Heroku lets open this dashboard may change things.").waitFor();
    await section.getByRole("button", { name: "Choose who" }).click();
    const dialog = page.getByRole("dialog", { name: "Who may change things" });
    await dialog.getByLabel("only these people; the others may look").check();
    const own = dialog.getByRole("checkbox", { checked: true });
    expect(await own.isDisabled()).toBe(true); // nobody locks themselves out
    await dialog.getByLabel("Others, by the address they have at Heroku").fill("kim@example.com");
    expect(await violations({ page })).toEqual([]);
    await dialog.getByRole("button", { name: "Save" }).click();
    await section.getByText(/kim@example\.com.* may change things\. Others whom Heroku lets in may look\./).waitFor();

    const { action, fields } = world.sandbox.sso(resourceId, { app: "admins-quay", user: "lou@example.com" });
    expect((await page.request.post(action, { form: fields })).ok()).toBe(true);
    await page.goto(`${world.service.url}/settings`);
    const choose = section.getByRole("button", { name: "Choose who" });
    await choose.waitFor();
    await eventually(async () => (await choose.getAttribute("title"))?.startsWith("You may look here"));
    for (const name of ["Choose who", "Mask values", "New filter", "New drain", "Set up bucket"])
      expect([name, await page.getByRole("button", { name }).isDisabled()]).toEqual([name, true]);
    expect(await page.getByRole("heading", { name: "API tokens" }).count()).toBe(0);
    await page.goto(`${world.service.url}/alerts`);
    await page.getByText("You may look here, and change nothing. Those who may are named in Settings.").waitFor();
    expect(problems).toEqual([]);
  });

  it("makes a manual drain whose URL works, rotates it, revokes it, and says who was here", async () => {
    const { page } = await openDashboard("harbor-quay");
    await page.getByRole("link", { name: "Settings" }).click();
    await page.getByRole("button", { name: "New drain" }).click();
    await page.getByRole("textbox", { name: "Name" }).fill("quay-private");
    await page.getByRole("button", { name: "Create drain" }).click();
    const urlOf = async () => (await page.locator("code", { hasText: /^http.*\/drain$/ }).textContent()) ?? "";
    const first = await urlOf();
    expect((await postTo(first)).status).toBe(204);
    // Shown once, so nothing but its own button closes it.
    await page.keyboard.press("Escape");
    await page.mouse.click(2, 2);
    expect(await urlOf()).toBe(first);
    await page.getByRole("button", { name: "I have kept it" }).click();
    await page
      .getByRole("region", { name: "Manual drains" })
      .getByRole("row", { name: /quay-private/ })
      .waitFor();
    expect(await page.getByText(first).count()).toBe(0);

    await page.getByRole("button", { name: "Rotate the secret of quay-private" }).click();
    await page.getByRole("button", { name: "Rotate secret" }).click();
    await page.getByRole("button", { name: "I have kept it" }).waitFor();
    const second = await urlOf();
    expect(second).not.toBe(first);
    expect((await postTo(second)).status).toBe(204);
    await page.getByRole("button", { name: "I have kept it" }).click();

    await page.getByRole("button", { name: "Revoke quay-private" }).click();
    await page.getByRole("button", { name: "Revoke drain", exact: true }).click();
    await page.getByText("Revoked in the last 30 days (1)").waitFor();
    expect((await postTo(second)).status).toBe(401);

    const visits = page.getByRole("region", { name: "Who opened this dashboard" }).first();
    await visits.getByRole("row").nth(1).getByText("harbor-quay").waitFor();
    expect(problems).toEqual([]);
  });
});

describe("the API tokens in Settings", () => {
  const look = async (token: string, path: string) =>
    (await fetch(`${world.service.url}/api/v1${path}`, { headers: { authorization: `Bearer ${token}` } })).status;

  it("are made with a scope and an expiry, shown once, listed with who made them, and revoked after a question", async () => {
    problems.length = 0;
    const { page } = await openDashboard("pier-nine");
    await page.getByRole("link", { name: "Settings" }).click();
    // The command names its app, so that it works outside the app's own folder.
    await page.getByText("heroku config:get DRAINTRAIL_API_TOKEN -a pier-nine", { exact: true }).waitFor();
    const list = page.getByRole("region", { name: "API tokens" }).first();
    await list.getByRole("row", { name: /DRAINTRAIL_API_TOKEN.*read.*never.*with the add-on/ }).waitFor();

    await page.getByRole("button", { name: "New token" }).click();
    const dialog = page.getByRole("dialog");
    await dialog.getByRole("textbox", { name: "Name" }).fill("terraform");
    await dialog.getByRole("radio", { name: /^admin/ }).check();
    await dialog.getByRole("combobox", { name: "Expires after" }).selectOption("90 days");
    await dialog.getByRole("button", { name: "Create token" }).click();
    const token = (await dialog.locator("code", { hasText: /^dt_/ }).textContent()) ?? "";
    expect(await look(token, "/tokens")).toBe(200);
    const command = (await dialog.locator("code", { hasText: /^claude mcp add/ }).textContent()) ?? "";
    const [, address = "", header] = /draintrail (\S+) --header "Authorization: Bearer (.+)"$/.exec(command) ?? [];
    expect([address, header]).toEqual([`${world.service.url}/mcp`, token]);
    // Shown once, so nothing but its own button closes it.
    await page.keyboard.press("Escape");
    await page.mouse.click(2, 2);
    expect(await dialog.getByText(token, { exact: true }).count()).toBe(1);
    await dialog.getByRole("button", { name: "I have kept it" }).click();
    await page.reload();
    const row = list.getByRole("row", { name: /terraform/ });
    await row.getByText(/^by .*@/).waitFor();
    expect(await row.textContent()).toMatch(/admin.*ago.*20\d\d/);
    expect(await page.getByText(token).count()).toBe(0);
    const line = await page.getByRole("region", { name: "Command line" }).textContent();
    const file = line?.match(/http\S+\.cjs/)?.[0] ?? "";
    expect((await fetch(file)).status).toBe(200);
    const assistants = page.getByRole("region", { name: "AI assistants" });
    expect(await assistants.getByText(address, { exact: true }).count()).toBe(1);

    await row.getByRole("button", { name: /^Revoke terraform/ }).click();
    await dialog.getByRole("button", { name: "Cancel" }).click();
    // Whoever uses a keyboard goes on where they were.
    await eventually(() => page.evaluate("/^Revoke terraform/.test(document.activeElement.ariaLabel)"));
    expect(await look(token, "/tokens")).toBe(200);
    await row.getByRole("button", { name: /^Revoke terraform/ }).click();
    await dialog.getByRole("button", { name: "Revoke token" }).click();
    await page.getByText("Revoked in the last 30 days (1)").waitFor();
    expect(await look(token, "/tokens")).toBe(401);
    expect(problems).toEqual([]);
  });

  it("are a link away from the words on assistants, and the header stays where it is", async () => {
    const { page } = await openDashboard("pier-eleven");
    await page.getByRole("link", { name: "Settings" }).click();
    await page.getByRole("link", { name: "API token", exact: true }).click();
    const list = page.getByRole("heading", { name: "API tokens" });
    await eventually(async () => ((await list.boundingBox())?.y ?? 800) < 400);
    expect(await page.evaluate("document.scrollingElement.scrollTop")).toBe(0);
    expect(await page.evaluate("document.scrollingElement.scrollHeight - innerHeight")).toBe(0);
  });

  it("say so when there are as many as there can be", async () => {
    const { page, resourceId } = await openDashboard("pier-ten");
    await Promise.all(Array.from({ length: API_TOKENS_MAX }, () => makeApiToken(world.service, resourceId, ["read"])));
    await page.getByRole("link", { name: "Settings" }).click();
    await page.getByRole("button", { name: "New token" }).click();
    await page.getByRole("textbox", { name: "Name" }).fill("one more");
    await page.getByRole("button", { name: "Create token" }).click();
    await page.getByText(`There can be at most ${API_TOKENS_MAX} API tokens. Revoke one`).waitFor();
  });
});

describe("the bucket in Settings", () => {
  it("is set up once a test file was written, says what is wrong, and is let go after a question", async () => {
    problems.length = 0;
    const { page, resourceId } = await openDashboard("dock-four");
    await page.getByRole("link", { name: "Settings" }).click();
    const section = page.getByRole("region", { name: "Your own bucket" });
    await section.getByRole("button", { name: "Set up bucket" }).click();
    const dialog = page.getByRole("dialog");
    const fill = async (label: string | RegExp, text: string) => dialog.getByLabel(label).fill(text);
    await fill("Bucket", "quay-logs");
    await fill(/^Endpoint/, world.sandbox.url);
    await fill(/^Folder/, "dock-four");
    await fill("Access key id", "AKIAQUAYEXAMPLE");
    await fill(/^Secret access key/, "wrong-secret");
    expect(await violations({ page })).toEqual([]);
    const keep = dialog.getByRole("button", { name: "Write a test file and keep" });
    await keep.click();
    await dialog.getByText("the secret access key is not the one of this access key id").waitFor();
    await fill(/^Secret access key/, "quay/example/secret+key");
    await keep.click();
    await section.getByText("quay-logs/dock-four/").waitFor();
    expect(await objectAt(world.sandbox, "dock-four/draintrail.json")).toBeTruthy();

    const now = new Date();
    const hour = new Date(Math.floor(now.getTime() / 3_600_000 - 1) * 3_600_000);
    const file = { lines_bytes: 900, lines_sha256: "a", changes: 3, changes_bytes: 90, changes_sha256: "b" };
    const copied = {
      resource_id: resourceId,
      hour,
      lines: 1_200,
      messages: 1_200,
      ...file,
      stored: 1_250,
      copied_at: now,
    };
    await bucketHours.keep(world.service.services.stores.pg, copied);
    await page.reload();
    await section.getByText("The last hour copied").click();
    await section.getByRole("row", { name: /1,200.*3.*not whole: 1,250 stored/ }).waitFor();
    expect(await violations({ page })).toEqual([]);

    await section.getByRole("button", { name: "Stop copying" }).click();
    await dialog.getByRole("button", { name: "Stop copying" }).click();
    await section.getByRole("button", { name: "Set up bucket" }).waitFor();
    expect(await section.getByText("quay-logs/dock-four/").count()).toBe(0);
    // The browser itself reports the 422; nothing else may have failed.
    expect(problems.filter((text) => !text.includes("422"))).toEqual([]);
  });
});

describe("two dashboards in one browser", () => {
  it("the first one's page shows nothing of the second, and says what happened", async () => {
    const first = await openDashboard("beacon-api");
    await first.page.locator("#heroku-header").getByText("beacon-api").waitFor();
    const second = await openDashboard("ferry-web");
    await second.page.locator("#heroku-header").getByText("ferry-web").waitFor();
    problems.length = 0;

    const word = first.page.getByRole("heading", { name: "Another Draintrail dashboard was opened in this browser" });
    // Whatever the page asks next brings the word: the click, or what it reads by itself, and then there is no link.
    await Promise.any([word.waitFor(), first.page.getByRole("link", { name: "Ledger" }).click()]);
    await word.waitFor();
    expect(await first.page.getByRole("main").count()).toBe(0);
    // The browser itself reports the 409; nothing else may have failed.
    expect(problems.filter((text) => !text.includes("409"))).toEqual([]);

    await first.page.getByRole("button", { name: "Go to the other dashboard" }).click();
    await first.page.locator("#heroku-header").getByText("ferry-web").waitFor();
  });
});

describe("Heroku's navigation data", () => {
  it("is shown as text where it fits the resource, and hostile links are none", async () => {
    const { page } = await openDashboard("lock-keeper");
    const navData = {
      appname: "lock-keeper",
      addons: [
        { slug: "cron", name: "Cron" },
        { name: "<img src=x onerror=\"document.title='owned'\">", url: "javascript:document.title='owned'" },
      ],
    };
    const setCookie = (data: unknown) =>
      browser.context.addCookies([
        {
          name: "heroku-nav-data",
          value: Buffer.from(JSON.stringify(data)).toString("base64url"),
          url: world.service.url,
        },
      ]);
    await setCookie(navData);
    await page.reload();
    const header = page.locator("#heroku-header");
    await header.getByRole("link", { name: "Cron" }).waitFor();
    expect(await header.getByRole("link", { name: "Cron" }).getAttribute("href")).toBe(
      "https://elements.heroku.com/addons/cron",
    );
    await header.getByText("<img src=x").waitFor();
    expect(await header.locator("img").count()).toBe(0);
    expect(await page.title()).not.toBe("owned");

    await setCookie({ ...navData, appname: "somebody-elses-app" });
    await page.reload();
    await header.getByText("lock-keeper").waitFor();
    await eventually(async () => (await header.getByText("Cron").count()) === 0);
    expect(await header.getByText("somebody-elses-app").count()).toBe(0);
  });
});
