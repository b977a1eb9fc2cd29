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
  const scripts: { name: string; encoding: string | undefined; body: Promise<Buffer> }[] = [];
  page.on("response", (response) => {
    const { pathname } = new URL(response.url());
    if (!pathname.endsWith(".js") || !pathname.startsWith("/assets/")) return;
    scripts.push({
      name: pathname,
      encoding: response.headers()["content-encoding"],
      body: response.body(),
    });
  });
  await page.goto(`${world.sandbox.url}/sso/harbor-quay/${resource.id}`);
  await page.waitForURL(/\/logs/);
  world.sandbox.logplex.send("harbor-quay", [{ text: "the first line of all" }]);
  await world.sandbox.logplex.flush();
  // A first line is looked for by the page itself; nothing is clicked, so this is what every visit loads.
  await eventually(() => page.locator("[data-line-id]").first().isVisible());
  await page.locator("canvas").waitFor();
  await page.getByRole("complementary", { name: "Fields" }).getByText("web.1").first().waitFor();

  const bodies = await Promise.all(scripts.map(({ body }) => body));
  const sizes = bodies.map((body, at) => `${gzipSync(body).length} ${scripts[at]?.name}`);
  const total = bodies.reduce((sum, body) => sum + gzipSync(body).length, 0);
  expect(scripts.length).toBeGreaterThan(2);
  expect(total, sizes.join("\n")).toBeLessThanOrEqual(SCRIPT_BYTES_MAX);
  // Small ones are not worth it; the large ones are the budget.
  const plain = scripts.filter(({ encoding }, at) => encoding !== "gzip" && (bodies[at]?.length ?? 0) > 2000);
  expect(plain.map(({ name }) => name)).toEqual([]);
});
