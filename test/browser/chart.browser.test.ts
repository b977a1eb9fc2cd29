import type { Page } from "playwright-core";
import { afterAll, beforeAll, expect, it } from "vitest";
import { openBrowser } from "../support/browser.ts";
import { openDashboard, sendLines } from "../support/dashboard-page.ts";
import { startWithSandbox } from "../support/sandbox.ts";
import { eventually } from "../support/service.ts";

/** A word on a canvas, in its pixels. */
interface Written {
  text: string;
  left: number;
  right: number;
  canvasWidth: number;
}

const NOTE_WORDS = `
  window.written = [];
  const write = CanvasRenderingContext2D.prototype.fillText;
  CanvasRenderingContext2D.prototype.fillText = function (text, x, y) {
    const { width } = this.measureText(text);
    const at = this.getTransform().transformPoint({ x, y });
    const left = at.x - (this.textAlign === "center" ? width / 2 : this.textAlign === "right" ? width : 0);
    window.written.push({ text, left, right: left + width, canvasWidth: this.canvas.width });
    return write.call(this, text, x, y);
  };
`;

let world: Awaited<ReturnType<typeof startWithSandbox>>;
let browser: Awaited<ReturnType<typeof openBrowser>>;
let page: Page;
let origin: string;

beforeAll(async () => {
  world = await startWithSandbox();
  browser = await openBrowser({ timezone: "Asia/Tokyo" });
  const { resource } = await world.sandbox.provision("harbor-quay", "standard");
  const shown = await openDashboard(world, browser, "harbor-quay", resource.id);
  ({ page, origin } = shown);
  await sendLines(world, shown, "harbor-quay", [{ text: "a line for the chart" }]);
  await page.addInitScript(NOTE_WORDS);
});
afterAll(async () => {
  await browser.close();
  await world.stop();
});

/** What the page wrote on canvases since it was opened. */
const written = () => page.evaluate<Written[]>("window.written");
const hours = (words: Written[]) => words.flatMap(({ text }) => /^(\d\d):\d\d$/.exec(text)?.[1] ?? []);
const hourAt = (zone: string) => (ms: number) =>
  new Intl.DateTimeFormat("en-GB", { hour: "2-digit", timeZone: zone }).format(ms);

it.each(["logs", "changes"])("the axis follows the switch between local time and UTC: %s", async (name) => {
  await page.goto(`${origin}/${name}?from=-1h&to=now`);
  // Whichever page this is, its axis is the one with hours; the zone is kept for the next page.
  const isIn = async (zone: string) => {
    // The last word, because the chart is drawn again whenever it likes.
    const hour = hours(await written()).at(-1);
    // The minute that is under way is drawn to its end, which may be the next hour's beginning.
    const near = [Date.now() - 3_600_000, Date.now(), Date.now() + 60_000];
    return hour !== undefined && near.map(hourAt(zone)).includes(hour);
  };
  const toggle = page.getByRole("button", { name: "UTC", exact: true });
  await eventually(() => isIn("Asia/Tokyo"));
  await toggle.click();
  await eventually(() => isIn("UTC"));
  await toggle.click();
  await eventually(() => isIn("Asia/Tokyo"));
});

it.each([1280, 390])("no word of the axes is cut off, nor in another one's place, at %d pixels", async (width) => {
  await page.setViewportSize({ width, height: 800 });
  // Whole days and hours put a word at both ends.
  for (const [from, to] of [
    ["2026-11-16T15:00:00Z", "2026-11-23T15:00:00Z"],
    ["2026-11-16T00:00:00Z", "2026-11-16T04:00:00Z"],
  ]) {
    await page.goto(`${origin}/logs?from=${from}&to=${to}`);
    const isTime = ({ text }: Written) => /^(\d\d:\d\d|\d+ [A-Z][a-z]{2})$/.test(text);
    // The chart is drawn without bars first, at 1 January 1970: no word of the range comes with that.
    const words = await eventually(async () => {
      const found = await written();
      return found.some((word) => isTime(word) && word.text !== "1 Jan") && found;
    });
    const zero = words.find(({ text }) => text === "0");
    for (const word of words.filter(isTime)) {
      expect(word.right, word.text).toBeLessThanOrEqual(word.canvasWidth);
      expect(word.left, word.text).toBeGreaterThanOrEqual(zero?.right ?? Number.NaN);
    }
  }
});
