import { gzipSync } from "node:zlib";
import type { APIResponse } from "playwright-core";
import { afterAll, beforeAll, expect, it } from "vitest";
import { openBrowser } from "../support/browser.ts";
import { startWithSandbox } from "../support/sandbox.ts";
import { eventually } from "../support/service.ts";

const linesOf = async (answer: APIResponse): Promise<unknown[]> => (await answer.json()).data;

/** The design's budget for the scripts of the first log view, in bytes after gzip. */
const SCRIPT_BYTES_MAX = 200_000;

let world: Awaited<ReturnType<typeof startWithSandbox>>;
let browser: Awaited<ReturnType<typeof openBrowser>>;
beforeAll(async () => {
  world = await startWithSandbox();
  browser = await openBrowser();
});
afterAll(async () => {
  await browser.close();
  await world.stop();
});

it("shows a first line that was stored just after the page read the lines, and before it read the books", async () => {
  const { resource } = await world.sandbox.provision("pier-lamp", "standard");
  const page = await browser.context.newPage();
  const isStored = async () => (await page.request.get(`${world.service.url}/api/v1/logs`).then(linesOf)).length > 0;
  let answered = 0;
  // The first answer is the one of a moment earlier: nothing was stored then.
  await page.route("**/api/v1/logs?*", async (route) => {
    const answer = await route.fetch();
    const body = await answer.json();
    await route.fulfill({ response: answer, json: answered++ === 0 ? { ...body, data: [], next_cursor: null } : body });
  });
  await page.route("**/api/v1/resource", async (route) => {
    await eventually(isStored);
    await route.continue();
  });
  await page.goto(`${world.sandbox.url}/sso/pier-lamp/${resource.id}`);

  // Heroku's own line about the add-on is the first one there is.
  await page.locator("[data-line-id]").filter({ hasText: "Attach DRAINTRAIL" }).waitFor();
  await page
    .getByRole("complementary", { name: "Fields" })
    .getByRole("button", { name: /^Only process/ })
    .first()
    .waitFor();
});

it("shows lines, chart and fields with at most 200 KB of script, sent compressed", async () => {
  const { resource } = await world.sandbox.provision("harbor-quay", "standard");
  const page = await browser.context.newPage();
  const scripts: { url: string; encoding: string | undefined }[] = [];
  page.on("response", (response) => {
    const url = response.url();
    if (url.startsWith(world.service.url) && url.endsWith(".js"))
      scripts.push({ url, encoding: response.headers()["content-encoding"] });
  });
  await page.goto(`${world.sandbox.url}/sso/harbor-quay/${resource.id}`);
  await page.waitForURL(/\/logs/);
  world.sandbox.logplex.send("harbor-quay", [{ text: "the first line of all" }]);
  await world.sandbox.logplex.flush();
  // The page looks for a first line by itself; nothing is clicked, so this is what every visit loads.
  await eventually(() => page.locator("[data-line-id]").first().isVisible());
  await page.locator("canvas").waitFor();
  await page
    .getByRole("complementary", { name: "Fields" })
    .getByRole("button", { name: /^Only process/ })
    .first()
    .waitFor();

  const sizes = await Promise.all(
    scripts.map(async ({ url, encoding }) => {
      const body = Buffer.from(await (await fetch(url)).arrayBuffer());
      return { name: new URL(url).pathname, encoding, plain: body.length, gzip: gzipSync(body).length };
    }),
  );
  const total = sizes.reduce((sum, { gzip }) => sum + gzip, 0);
  expect(sizes.length).toBeGreaterThan(2);
  expect(total, JSON.stringify(sizes, null, 1)).toBeLessThanOrEqual(SCRIPT_BYTES_MAX);
  // The smallest are not worth it; the large ones are the budget.
  expect(sizes.filter(({ encoding, plain }) => encoding === undefined && plain > 2000)).toEqual([]);
});
