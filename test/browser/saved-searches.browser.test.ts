import { describe, expect, it } from "vitest";
import { freshPages } from "../support/fresh-pages.ts";

const shown = freshPages([{ text: "order 4711 paid" }, { text: "another line" }], "another line");

const rowOf = (text: string) => shown.page.locator("[data-line-id]").filter({ hasText: text }).first();
const panel = () => shown.page.getByRole("dialog", { name: "Saved searches" });
const openPanel = async () => {
  await shown.page.getByRole("button", { name: "Saved searches", exact: true }).click();
  await panel().getByRole("heading", { name: "Saved searches" }).waitFor();
};
const saved = (name: string | RegExp) => panel().getByRole("listitem").getByRole("button", { name });

describe("saved searches", () => {
  it("keep a search under a name, show it with a click, and take its place with another one's", async () => {
    await openPanel();
    await panel().getByText("it can be kept here, for everybody").waitFor();

    await shown.page.goto(`${shown.origin}/logs?query=order`);
    await rowOf("another line").waitFor({ state: "detached" });
    await openPanel();
    await panel().getByLabel("Keep this search as").fill("Paid orders");
    await shown.page.keyboard.press("Enter");
    await saved(/^Paid orders/).waitFor();
    expect(await saved(/^Paid orders/).getAttribute("aria-current")).toBe("true");

    await shown.page.goto(`${shown.origin}/logs`);
    await rowOf("another line").waitFor();
    await openPanel();
    await saved(/^Paid orders/).click();
    await rowOf("another line").waitFor({ state: "detached" });
    expect(new URL(shown.page.url()).searchParams.get("query")).toBe("order");
    expect(await shown.page.getByRole("textbox", { name: "Search logs" }).inputValue()).toBe("order");

    await shown.page.goto(`${shown.origin}/logs?query=order+paid`);
    await openPanel();
    await panel().getByLabel("Keep this search as").fill("paid ORDERS");
    await panel().getByRole("button", { name: "Replace Paid orders" }).click();
    await saved("Paid orders order paid").waitFor();
    expect(await panel().getByRole("listitem").count()).toBe(1);
    expect(shown.problems).toEqual([]);
  });

  it("are renamed and removed by keyboard alone, and the panel gives the focus back", async () => {
    await shown.page.request.post(`${shown.origin}/api/v1/searches`, {
      headers: { "x-requested-with": "draintrail" },
      data: { name: "old name", query: "level:error" },
    });
    await openPanel();
    await panel().getByRole("button", { name: "Rename or remove old name" }).focus();
    await shown.page.keyboard.press("Enter");
    await shown.page.keyboard.press("Control+A");
    await shown.page.keyboard.type("new name");
    await shown.page.keyboard.press("Enter");
    await saved("new name level:error").waitFor();

    await panel().getByRole("button", { name: "Rename or remove new name" }).focus();
    await shown.page.keyboard.press("Enter");
    await panel().getByRole("button", { name: "Remove", exact: true }).focus();
    await shown.page.keyboard.press("Enter");
    await shown.page.getByRole("status").getByText("new name removed").waitFor();
    expect(await panel().getByText("new name").count()).toBe(0);
    await shown.page.keyboard.press("Escape");
    await panel().waitFor({ state: "detached" });
    expect(await shown.page.evaluate<string | null>("document.activeElement.getAttribute('aria-label')")).toBe(
      "Saved searches",
    );
    expect(shown.problems).toEqual([]);
  });

  it("say why one cannot be kept, and keep what was typed", async () => {
    await shown.page.goto(`${shown.origin}/logs?query=order`);
    await openPanel();
    await shown.page.route("**/api/v1/searches", (route) =>
      route.request().method() === "POST"
        ? route.fulfill({
            status: 422,
            contentType: "application/problem+json",
            body: JSON.stringify({ code: "search.too_many", detail: "There can be at most 100 saved searches." }),
          })
        : route.continue(),
    );
    await panel().getByLabel("Keep this search as").fill("one too many");
    await shown.page.keyboard.press("Enter");
    await panel().getByRole("alert").getByText("There can be at most 100 saved searches.").waitFor();
    expect(await panel().getByLabel("Keep this search as").inputValue()).toBe("one too many");
  });

  it("show hostile names and queries as text", async () => {
    const name = "<b>bold</b>\u202egnp";
    await shown.page.request.post(`${shown.origin}/api/v1/searches`, {
      headers: { "x-requested-with": "draintrail" },
      data: { name, query: '"<img src=x onerror=alert(1)>"' },
    });
    await openPanel();
    await panel().getByText("<b>bold</b>").waitFor();
    expect(await panel().locator("b, img").count()).toBe(0);
    expect(await panel().getByText("\u202e").count()).toBe(0);
  });
});
