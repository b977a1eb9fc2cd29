import { describe, expect, it } from "vitest";
import { freshPages } from "../support/fresh-pages.ts";
import { eventually } from "../support/service.ts";

const REQUEST = "7d0c5a51-5c2e-4c55-9b0e-2d1b6f0a9e11";

const many = Array.from({ length: 80 }, (_, at) => ({ text: `line ${at} of many, with some more words behind it` }));
const shown = freshPages(
  [
    { text: `endless ${"word ".repeat(1800)}` },
    ...many.slice(0, 40),
    { text: `[${REQUEST}] in the middle of the request` },
    ...many.slice(40),
  ],
  "line 79",
);

const rowOf = (text: string) => shown.page.locator("[data-line-id]").filter({ hasText: text }).first();
const boxOf = async (place: ReturnType<typeof rowOf>) => {
  const box = await place.boundingBox();
  if (!box) throw new Error("not drawn");
  return box;
};
const liveButton = () => shown.page.getByRole("button", { name: "Live tail" });
const detail = () => shown.page.getByRole("dialog", { name: "Line detail" });

describe("a window of little height", () => {
  it.each([
    [320, 256, 3],
    [640, 400, 7],
    [844, 390, 8],
  ])("%d by %d has a list that can be read, and every page in reach", async (width, height, linesMin) => {
    await shown.page.setViewportSize({ width, height });
    const list = shown.page.getByRole("log", { name: "Log lines" });
    await list.scrollIntoViewIfNeeded();
    const rowHeight = (await boxOf(rowOf("line 79"))).height;
    expect((await boxOf(list)).height / rowHeight).toBeGreaterThanOrEqual(linesMin);
    const settings = shown.page.getByRole("link", { name: "Settings" });
    await settings.scrollIntoViewIfNeeded();
    const { x, width: linkWidth } = await boxOf(settings);
    expect(x + linkWidth).toBeLessThanOrEqual(width);
    expect(await shown.page.evaluate<number>("document.documentElement.scrollWidth")).toBeLessThanOrEqual(width);
  });
});

describe("the live tail's button", () => {
  it.each([1280, 390])("stays where it was clicked, whatever the connection does, at %d pixels", async (width) => {
    await shown.page.setViewportSize({ width, height: 800 });
    const fields = shown.page.getByRole("button", { name: "Fields", exact: true });
    const places = () => Promise.all([boxOf(liveButton()), boxOf(fields)]);
    const before = await places();
    await liveButton().click();
    const state = shown.page.getByTestId("tail-state");
    await state.getByText("Live").waitFor();
    expect(await places()).toEqual(before);
    await shown.page.getByRole("button", { name: "Pause" }).click();
    await state.getByText("Paused").waitFor();
    expect(await places()).toEqual(before);
    await shown.page.getByRole("button", { name: "Resume", exact: true }).click();
    await shown.page.context().setOffline(true);
    try {
      // An open stream outlives the switch: a new search opens another one.
      await shown.page.getByRole("textbox", { name: "Search logs" }).fill("many");
      await shown.page.keyboard.press("Enter");
      await state.getByText("Connection lost").waitFor();
      expect((await boxOf(liveButton())).x).toBe(before[0].x);
    } finally {
      await shown.page.context().setOffline(false);
    }
  });
});

describe("a line that is opened", () => {
  it("stays under the pointer when its detail makes the list narrower", async () => {
    const row = rowOf("line 70 of many");
    const before = await boxOf(row);
    await row.click();
    await detail().waitFor();
    // Rows are taller in the narrow list, and measured one after the other.
    await eventually(async () => (await boxOf(row)).height > before.height && (await boxOf(row)).y === before.y);
  });

  it("shows its context and its request where they can be seen", async () => {
    await shown.page.setViewportSize({ width: 1280, height: 520 });
    await shown.page.goto(`${shown.origin}/logs?query=${REQUEST}`);
    await rowOf("in the middle").click();
    for (const [button, part] of [
      ["Context", "context"],
      ["Request trace", "trace"],
    ] as const) {
      await detail().getByRole("button", { name: button }).click();
      const line = detail().getByTestId(part).getByText("in the middle of the request").first();
      await line.waitFor();
      await eventually(async () => {
        const { y, height } = await boxOf(line);
        return y > 0 && y + height <= 520;
      });
    }
  });

  it("is the place for a line of many kilobytes, whose row is no taller than ten lines", async () => {
    await shown.page.setViewportSize({ width: 390, height: 844 });
    await shown.page.goto(`${shown.origin}/logs?query=endless`);
    const wrap = shown.page.getByRole("button", { name: "Wrap" });
    if ((await wrap.getAttribute("aria-pressed")) !== "true") await wrap.click();
    await rowOf("endless").waitFor();
    expect((await boxOf(rowOf("endless"))).height).toBeLessThan(240);
    await rowOf("endless").click();
    const whole = await detail().getByTestId("raw-message").textContent();
    expect(whole?.length).toBeGreaterThan(9000);
  });
});

it("the dialog of keys has a heading like every other one", async () => {
  await shown.page.getByRole("button", { name: "Keys" }).click();
  await shown.page.getByRole("heading", { name: "Keyboard" }).waitFor();
  const weight = await shown.page.evaluate<string>(
    "getComputedStyle(document.querySelector('[role=dialog] h2')).fontWeight",
  );
  expect(weight).toBe("650");
});
