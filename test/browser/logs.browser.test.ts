import type { BrowserContext, Locator, Page } from "playwright-core";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { openBrowser } from "../support/browser.ts";
import { startWithSandbox } from "../support/sandbox.ts";
import { eventually } from "../support/service.ts";

let world: Awaited<ReturnType<typeof startWithSandbox>>;
let browser: Awaited<ReturnType<typeof openBrowser>>;
let ssoUrl: string;
let page: Page;
const problems: string[] = [];

beforeAll(async () => {
  world = await startWithSandbox();
  browser = await openBrowser();
  const { resource } = await world.sandbox.provision("harbor-quay", "standard");
  ssoUrl = `${world.sandbox.url}/sso/harbor-quay/${resource.id}`;
});
afterAll(async () => {
  await browser.close();
  await world.stop();
});
beforeEach(async () => {
  problems.length = 0;
  page = await openPage(browser.context);
  await page.goto(ssoUrl);
  await page.waitForURL(/\/logs/);
});

async function openPage(context: BrowserContext): Promise<Page> {
  const opened = await context.newPage();
  // A CSP violation, a failed script and an uncaught error all reach the console.
  opened.on("console", (message) => {
    if (message.type() === "error") problems.push(message.text());
  });
  opened.on("pageerror", (error) => problems.push(error.message));
  return opened;
}

/** The first row of the list with this text; the query box may hold the same words. */
const rowOf = (text: string) => page.locator("[data-line-id]").filter({ hasText: text }).first();

/** Searches until the rows are there: lines are stored within a second. Each answer is waited for, or the next would cancel it. */
async function searchFor(query: string, ...rows: Locator[]): Promise<void> {
  const box = page.getByRole("textbox", { name: "Search logs" });
  await box.fill(query);
  await eventually(async () => {
    await box.press("Enter");
    const shown = rows.map((row) => row.waitFor({ timeout: 2_000 }));
    return Promise.all(shown).then(
      () => true,
      () => false,
    );
  });
}

async function send(...lines: string[]): Promise<void> {
  world.sandbox.logplex.send(
    "harbor-quay",
    lines.map((text) => ({ text })),
  );
  await world.sandbox.logplex.flush();
}

describe("the Logs page, opened from Heroku", () => {
  it("signs in by SSO, finds a searched line and shows its detail, with nothing refused by the CSP", async () => {
    await send("payment for order 4711 accepted", "an unrelated line");
    const row = rowOf("payment for order 4711 accepted");
    await searchFor("order 4711", row);
    // The lines from before stay until the answer is there.
    await rowOf("an unrelated line").waitFor({ state: "detached" });
    expect(page.url()).toContain("order");
    await row.click();
    await page.getByRole("dialog", { name: "Line detail" }).waitFor();
    await page.locator("#heroku-header").getByText("harbor-quay").waitFor();
    expect(problems).toEqual([]);
  });

  it("tails: a line written now appears without a click, and a line that does not match does not", async () => {
    const box = page.getByRole("textbox", { name: "Search logs" });
    await box.fill("canary");
    await box.press("Enter");
    await page.getByRole("button", { name: "Live tail" }).click();
    await page.getByText(/^Live/).first().waitFor();
    let sent = 0;
    await eventually(async () => {
      sent++;
      await send(`canary sings ${sent}`, `silent ${sent}`);
      return rowOf("canary sings").isVisible();
    });
    expect(await rowOf("silent").count()).toBe(0);
    expect(problems).toEqual([]);
  });

  it("shows hostile log text as text", async () => {
    const hostile =
      '<img src=x onerror="document.title=\'owned\'"><script>document.title="owned"</script> hostile-marker';
    await send(hostile);
    const row = rowOf("hostile-marker");
    await searchFor("hostile-marker", row);
    await row.click();
    await page.getByRole("dialog", { name: "Line detail" }).waitFor();
    expect(await page.title()).not.toBe("owned");
    expect(await page.locator("img[src='x']").count()).toBe(0);
    expect(problems).toEqual([]);
  });

  it("draws a line in its app's colours, marks words across them, and copies and shows what is stored on demand", async () => {
    const stored =
      "\u001b[2K\u001b[1;36mShipment \u001b[32mLoad\u001b[0m \u001b]8;;https://x.example/\u001b\\(1.2ms)\u001b]8;;\u001b\\";
    await send(stored, `{"order":12345678901234567890,"crates":[1.10],"note":"colour-marker"}`);
    const row = rowOf("Shipment Load (1.2ms)");
    await searchFor("shipment OR load OR colour-marker", row, rowOf("colour-marker"));
    const message = row.getByRole("gridcell").last();
    expect(await message.textContent()).toBe("Shipment Load (1.2ms)");
    expect(await row.locator("a").count()).toBe(0);
    expect(await row.locator("mark").allTextContents()).toEqual(["Shipment", "Load"]);
    const [bold, green] = await message
      .locator("[data-look]")
      .evaluateAll((runs) => runs.map((run) => [run.textContent, run.getAttribute("data-look")]));
    expect([bold, green]).toEqual([
      ["Shipment", "cyan bold"],
      [" ", "cyan bold"],
    ]);

    await row.click();
    const detail = page.getByRole("dialog", { name: "Line detail" });
    await page
      .context()
      .grantPermissions(["clipboard-read", "clipboard-write"], { origin: new URL(page.url()).origin });
    await detail.getByRole("button", { name: "Copy message" }).click();
    await page.getByText("Message copied").waitFor();
    expect(await page.evaluate<string>("navigator.clipboard.readText()")).toBe(stored);
    await detail.getByRole("button", { name: "As stored" }).click();
    expect(await detail.getByTestId("raw-message").textContent()).toBe(stored.replaceAll("\u001b", "␛"));
    await detail.getByRole("button", { name: "As stored" }).click();

    await rowOf("colour-marker").click();
    const json = detail.getByTestId("json-message");
    await json.getByText("12345678901234567890").waitFor();
    const fold = json.locator("summary").nth(1);
    await fold.click();
    expect(await fold.textContent()).toContain('"crates": [');
    expect(await json.getByText("1.10").isVisible()).toBe(false);
    expect(problems).toEqual([]);
  });

  it("shows a message that the dyno cut as one, and each of its lines by itself on demand", async () => {
    const whole = JSON.stringify({ cut: "scissors", pad: "x".repeat(12_000), shipped: "yes" });
    await send(whole.slice(0, 10_000), whole.slice(10_000));
    const row = rowOf("scissors");
    await searchFor("scissors", row);
    await row.click();
    const detail = page.getByRole("dialog", { name: "Line detail" });
    await detail.getByText("cut this message into 2 lines; this is number 1").waitFor();
    await detail.locator("[data-json]").getByText("shipped").waitFor();
    expect(await detail.getByRole("row", { name: "shipped yes" }).count()).toBe(1);
    expect(await detail.getByRole("button", { name: "Filter for shipped yes" }).count()).toBe(0);

    await detail.getByRole("button", { name: "Show this line only" }).click();
    const piece = await detail.getByTestId("raw-message").textContent();
    expect(piece).toBe(whole.slice(0, 10_000));
    await detail.getByRole("button", { name: "Show the whole message" }).click();
    await detail.locator("[data-json]").getByText("shipped").waitFor();
    expect(problems).toEqual([]);
  });
});
