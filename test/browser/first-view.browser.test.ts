import { gzipSync } from "node:zlib";
import { afterAll, beforeAll, expect, it } from "vitest";
import { openBrowser } from "../support/browser.ts";
import { startWithSandbox } from "../support/sandbox.ts";
import { eventually } from "../support/service.ts";

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
