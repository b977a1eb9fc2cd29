import { describe, expect, it } from "vitest";
import { freshPages } from "../support/fresh-pages.ts";

const shown = freshPages([{ text: "a line to open" }], "a line to open");

const rowOf = (text: string) => shown.page.locator("[data-line-id]").filter({ hasText: text }).first();
const link = (name: string) => shown.page.getByRole("navigation").getByRole("link", { name });
const alert = () => shown.page.getByRole("alert");
const cut = (name: string) => shown.page.route(`**/assets/${name}-*.js*`, (route) => route.abort());
const mend = () => shown.page.unrouteAll({ behavior: "wait" });

describe("a script that does not arrive, the connection being cut", () => {
  it("takes one page away, not the way to the others, and comes with another try", async () => {
    await cut("settings-page");
    await link("Settings").click();
    await alert().getByText("did not arrive").waitFor();
    await link("Logs").click();
    await rowOf("a line to open").waitFor();
    await link("Settings").click();
    await alert().waitFor();
    await mend();
    await alert().getByRole("button", { name: "Try again" }).click();
    await shown.page.getByRole("heading", { name: "Settings", level: 1 }).waitFor();
  });

  it("leaves the lines and the search where a line's detail is missing", async () => {
    await cut("line-detail");
    await rowOf("a line to open").click();
    await alert().getByText("did not arrive").waitFor();
    expect(await rowOf("a line to open").isVisible()).toBe(true);
    await alert().getByRole("button", { name: "Close" }).click();
    await alert().waitFor({ state: "detached" });
    await rowOf("a line to open").click();
    await alert().waitFor();
    await mend();
    await alert().getByRole("button", { name: "Try again" }).click();
    await shown.page.getByRole("dialog", { name: "Line detail" }).getByText("a line to open").waitFor();
  });

  it("leaves the page where a dialog is missing", async () => {
    await cut("export-dialog");
    await shown.page.getByRole("button", { name: "Export" }).click();
    await alert().getByText("did not arrive").waitFor();
    expect(await rowOf("a line to open").isVisible()).toBe(true);
    await mend();
    await alert().getByRole("button", { name: "Try again" }).click();
    await shown.page.getByRole("dialog", { name: "Export lines" }).waitFor();
  });

  it("leaves the lines where the chart is missing", async () => {
    await cut("histogram-chart");
    await shown.page.reload();
    await alert().getByText("did not arrive").waitFor();
    await rowOf("a line to open").waitFor();
  });
});

it("after a deploy the page loads itself again once, and never in a circle", async () => {
  const { page } = shown;
  let navigations = 0;
  await page.route(
    (url) => url.pathname === "/settings",
    async (route) => {
      if (route.request().isNavigationRequest()) navigations += 1;
      const response = await route.fetch();
      const body = (await response.text()).replace(/\/assets\/index-[\w-]+\.js/, "/assets/newer.js");
      await route.fulfill({ response, body });
    },
  );
  // The new build is the old one by another name, and its page is missing as well.
  const entry = await page.locator("script[src^='/assets/']").first().getAttribute("src");
  await page.route("**/assets/newer.js", (route) =>
    route.fulfill({ contentType: "text/javascript", body: `import ${JSON.stringify(entry)};` }),
  );
  await page.route("**/assets/settings-page-*.js*", (route) => route.fulfill({ status: 404 }));
  const reloaded = page.waitForRequest("**/assets/newer.js");
  await link("Settings").click();
  await reloaded;
  await alert().getByText("did not arrive").waitFor();
  // It asks for the build each time it is shown; the answer is one it was loaded for already.
  const asked = page.waitForResponse((r) => r.url().endsWith("/settings") && !r.request().isNavigationRequest());
  await alert().getByRole("button", { name: "Try again" }).click();
  await (await asked).finished();
  await alert().waitFor();
  expect(navigations).toBe(1);
  // What is being answered is answered before the browser closes.
  await page.unrouteAll({ behavior: "wait" });
});
