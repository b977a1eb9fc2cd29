import { beforeEach, describe, expect, it } from "vitest";
import { freshPages } from "../support/fresh-pages.ts";

const TRACE = ["NoMethodError: undefined method `price' for nil", "    at cart.rb:14", "    at checkout.rb:88"];

const shown = freshPages([...TRACE.map((text) => ({ text })), { text: "another line" }], "another line");
beforeEach(async () => {
  const { origin } = shown;
  await shown.page.context().grantPermissions(["clipboard-read", "clipboard-write"], { origin });
});

const rowOf = (text: string) => shown.page.locator("[data-line-id]").filter({ hasText: text }).first();
const box = () => shown.page.getByRole("textbox", { name: "Search logs" });
const editor = () => shown.page.getByTestId("query-editor").getByRole("textbox");
const paste = async (text: string) => {
  await shown.page.evaluate(`navigator.clipboard.writeText(${JSON.stringify(text)})`);
  await shown.page.keyboard.press("Control+V");
};
const rows = () => shown.page.locator("[data-line-id]").allTextContents();

describe("a stack trace pasted into the search", () => {
  it.each(["the editor", "the plain field, before the editor has come"])(
    "finds each of its lines: %s",
    async (which) => {
      if (which !== "the editor") await shown.page.route("**/assets/query-editor-*.js", (route) => route.abort());
      await box().click();
      if (which === "the editor") await editor().waitFor();
      await paste(`\n${TRACE.join("\n")}\n`);
      await shown.page.keyboard.press("Enter");
      await rowOf("another line").waitFor({ state: "detached" });
      expect((await rows()).length).toBe(TRACE.length);
      // The address hands the same search on, and the box shows it line by line.
      expect(new URL(shown.page.url()).searchParams.get("query")).toBe(TRACE.join("\n"));
      await shown.page.reload();
      await rowOf("checkout.rb:88").waitFor();
      expect((await rows()).length).toBe(TRACE.length);
      expect(await box().evaluate((field) => field.getBoundingClientRect().height)).toBeGreaterThan(60);
    },
  );

  it("is one line without what the terminal copied at its ends, and can be typed on", async () => {
    await box().click();
    await editor().waitFor();
    await paste("\n  cart.rb:14\r\n");
    await shown.page.keyboard.type(" level:info");
    await shown.page.keyboard.press("Enter");
    await shown.page.waitForURL((url) => url.searchParams.get("query") === "cart.rb:14 level:info");
  });
});

it("says that there is no connection instead of waiting for one in silence", async () => {
  await box().click();
  await editor().waitFor();
  await shown.page.context().setOffline(true);
  try {
    await shown.page.keyboard.type("anything");
    await shown.page.keyboard.press("Enter");
    await shown.page.getByRole("alert").getByText("No connection").waitFor();
  } finally {
    await shown.page.context().setOffline(false);
  }
  // The network is back: the search is asked again by itself.
  await shown.page.getByText("Nothing matches").waitFor();
});
