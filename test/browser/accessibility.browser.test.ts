import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { violationsInBothSchemes } from "../support/accessibility.ts";
import { openBrowser } from "../support/browser.ts";
import { openDashboard, sendLines } from "../support/dashboard-page.ts";
import { startWithSandbox } from "../support/sandbox.ts";

const REQUEST = "7d0c5a51-5c2e-4c55-9b0e-2d1b6f0a9e11";

const coloured = (code: number) => `\u001b[${code}mcode ${code}\u001b[0m`;

let world: Awaited<ReturnType<typeof startWithSandbox>>;
let resourceId: string;
beforeAll(async () => {
  world = await startWithSandbox();
  resourceId = (await world.sandbox.provision("harbor-quay", "standard")).resource.id;
});
afterAll(() => world.stop());

describe.each([
  ["light", 1280],
  ["dark", 390],
] as const)("the Logs page, %s, %d pixels wide", (colorScheme, width) => {
  it("keeps the rules of WCAG 2.2 AA that a program can check, in each of its views", async () => {
    const browser = await openBrowser({ width, colorScheme });
    const shown = await openDashboard(world, browser, "harbor-quay", resourceId);
    const { page, origin } = shown;
    const dialog = page.getByRole("dialog");
    await sendLines(world, shown, "harbor-quay", [
      { text: `level=warn msg="slow report" request_id=${REQUEST}` },
      { text: [30, 31, 32, 33, 34, 35, 36, 37, 90, 97, 2, 7, 41, 42, 43, 44, 45, 46, 47].map(coloured).join(" ") },
      { text: `[error] ${[31, 32, 33, 34, 35, 36, 90, 41, 44].map(coloured).join(" ")}` },
      { text: JSON.stringify({ level: "info", user: { id: 42, tags: [{}, ["a"]] }, msg: "json for eyes" }) },
      {
        text: `at=error code=H12 desc="Request timeout" method=GET path="/reports" request_id=${REQUEST} dyno=web.1 connect=1ms service=30000ms status=503 bytes=0`,
        source: "heroku",
        process: "router",
        priority: 158,
      },
    ]);
    await page.goto(`${origin}/logs?fields=on`);
    await page.getByRole("button", { name: /^Only kind router/ }).waitFor();
    expect(await violationsInBothSchemes(shown)).toEqual([]);

    await page.goto(`${origin}/logs?fields=off`);
    await page.locator("[data-line-id]").filter({ hasText: "Request timeout" }).last().click();
    await dialog.getByRole("button", { name: "Request trace" }).click();
    await dialog.getByTestId("trace").getByRole("listitem").first().waitFor();
    expect(await violationsInBothSchemes(shown)).toEqual([]);
    await dialog.getByRole("button", { name: "Context", exact: true }).click();
    await dialog.getByTestId("context").getByText("slow report").first().waitFor();
    expect(await violationsInBothSchemes(shown)).toEqual([]);

    await page.goto(`${origin}/logs?fields=off&query=eyes`);
    await page.locator("[data-line-id]").filter({ hasText: "json for eyes" }).last().click();
    await dialog.getByTestId("json-message").getByText("json for").waitFor();
    expect(await violationsInBothSchemes(shown)).toEqual([]);

    await page.goto(`${origin}/logs?query=${encodeURIComponent("path:/(x/")}`);
    await page.getByRole("link", { name: "How searches are read" }).waitFor();
    expect(await violationsInBothSchemes(shown)).toEqual([]);
    await page.getByRole("button", { name: "Saved searches", exact: true }).click();
    await dialog.getByLabel("Keep this search as").waitFor();
    expect(await violationsInBothSchemes(shown)).toEqual([]);
    await page.keyboard.press("Escape");
    await page.getByRole("button", { name: "Export" }).click();
    await dialog.getByRole("link", { name: "Download" }).waitFor();
    expect(await violationsInBothSchemes(shown)).toEqual([]);

    await page.goto(`${origin}/query-language`);
    await page.getByRole("heading", { name: "Searching your logs" }).waitFor();
    expect(await violationsInBothSchemes(shown)).toEqual([]);
    expect(shown.problems).toEqual([]);
    await browser.close();
  });
});
