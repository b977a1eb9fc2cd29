import { readFile } from "node:fs/promises";
import { gunzipSync } from "node:zlib";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import type { Line } from "../../app/contract/line.ts";
import { openBrowser } from "../support/browser.ts";
import { type DashboardPage, openDashboard, sendLines } from "../support/dashboard-page.ts";
import { startWithSandbox } from "../support/sandbox.ts";

const REQUEST = "7d0c5a51-5c2e-4c55-9b0e-2d1b6f0a9e11";
const HOSTILE = '<img src=x onerror="document.title=1">\u202e\u001b[31mred';

let world: Awaited<ReturnType<typeof startWithSandbox>>;
let browser: Awaited<ReturnType<typeof openBrowser>>;
let resourceId: string;
let lines: Line[];
let shown: DashboardPage;

const open = () => openDashboard(world, browser, "harbor-quay", resourceId);
/** The first row of the list with this text. */
const rowOf = (text: string) => shown.page.locator("[data-line-id]").filter({ hasText: text }).first();
const show = async (search: string) => {
  await shown.page.goto(`${shown.origin}/logs${search}`);
  await shown.page.locator("[data-line-id]").first().waitFor();
};
const fieldsPanel = () => shown.page.getByRole("complementary", { name: "Fields" });
const detail = () => shown.page.getByRole("dialog", { name: "Line detail" });
const clipboard = () => shown.page.evaluate<string>("navigator.clipboard.readText()");
const asked = (query: string | null) => shown.page.waitForURL((url) => url.searchParams.get("query") === query);

beforeAll(async () => {
  world = await startWithSandbox();
  browser = await openBrowser();
  resourceId = (await world.sandbox.provision("harbor-quay", "standard")).resource.id;
  shown = await open();
  const ago = (seconds: number) => new Date(Date.now() - seconds * 1000).toISOString().replace("Z", "000+00:00");
  const heroku = { source: "heroku", priority: 45 };
  lines = await sendLines(world, shown, "harbor-quay", [
    { text: "five hours ago", time: ago(5 * 3600) },
    { ...heroku, process: "web.2", text: "State changed from starting to up", time: ago(90) },
    { process: "web.2", text: `[${REQUEST}] building the report`, time: ago(70) },
    {
      ...heroku,
      process: "router",
      priority: 158,
      time: ago(40),
      text: `at=error code=H12 desc="Request timeout" method=GET path="/reports/annual" host=quay.example.net request_id=${REQUEST} fwd="203.0.113.24" dyno=web.2 connect=2ms service=30000ms status=503 bytes=0 protocol=https`,
    },
    { text: JSON.stringify({ level: "error", msg: "bad input", evil: HOSTILE }), time: ago(30) },
    { text: "level=info msg=fine", time: ago(20) },
  ]);
  await shown.page.close();
});
afterAll(async () => {
  await browser.close();
  await world.stop();
});
beforeEach(async () => {
  shown = await open();
  return async () => {
    expect(shown.problems).toEqual([]);
    await shown.page.close();
  };
});

describe("the panel of fields", () => {
  it("counts what the lines have in common; a click narrows to a value, another click takes that back", async () => {
    await show("");
    const only = fieldsPanel().getByRole("button", { name: "Only level error 2" });
    await only.click();
    await asked("level:error");
    await rowOf("msg=fine").waitFor({ state: "detached" });
    await only.and(shown.page.locator("[aria-pressed=true]")).click();
    await asked(null);
    await rowOf("msg=fine").waitFor();
  });

  it("leaves a value out with its second button, or with Alt held", async () => {
    await show("");
    await fieldsPanel().getByRole("button", { name: "Without level error" }).click();
    await asked("-level:error");
    await rowOf("bad input").waitFor({ state: "detached" });
    await fieldsPanel()
      .getByRole("button", { name: /^Only process web\.2/ })
      .click({ modifiers: ["Alt"] });
    await asked("-level:error -process:web.2");
  });

  it("quotes a hostile value, and shows it as text with its controls visible", async () => {
    await show("");
    await fieldsPanel().getByText("evil", { exact: true }).click();
    const only = fieldsPanel().getByRole("button", { name: /^Only evil <img/ });
    expect(await only.textContent()).toContain("⟨U+202E⟩red");
    await only.click();
    await asked(`evil:"${HOSTILE.replaceAll('"', '\\"')}"`);
    await rowOf("msg=fine").waitFor({ state: "detached" });
    await rowOf("bad input").waitFor();
    expect(await shown.page.locator("[data-line-id]").count()).toBe(1);
    expect(await shown.page.locator("img").count()).toBe(0);
  });

  it("stays as it was left, and says so in the address", async () => {
    await show("");
    await fieldsPanel().waitFor();
    await shown.page.keyboard.press("f");
    await fieldsPanel().waitFor({ state: "detached" });
    expect(new URL(shown.page.url()).searchParams.get("fields")).toBe("off");
    await show("");
    expect(await fieldsPanel().count()).toBe(0);
    await show("?fields=on");
    await fieldsPanel().waitFor();
    await shown.page.getByRole("button", { name: "Fields", exact: true }).click();
    await shown.page.getByRole("button", { name: "Fields", exact: true }).click();
    await fieldsPanel().waitFor();
  });

  it("is a sheet on a narrow screen, closed at first; Escape closes it", async () => {
    await shown.page.setViewportSize({ width: 390, height: 844 });
    await show("");
    expect(await fieldsPanel().count()).toBe(0);
    await shown.page.getByRole("button", { name: "Fields", exact: true }).click();
    await fieldsPanel().getByText("web.2").first().waitFor();
    const isInert = "document.querySelector('[aria-label=\"Search logs\"]').closest('[inert]') !== null";
    expect(await shown.page.evaluate(isInert)).toBe(true);
    await shown.page.keyboard.press("Escape");
    await fieldsPanel().waitFor({ state: "detached" });
    expect(await shown.page.evaluate(isInert)).toBe(false);
  });
});

describe("a line's detail", () => {
  it("explains Heroku's error code and follows the request through router, app and dyno", async () => {
    await show("");
    await rowOf("/reports/annual").click();
    await detail().getByRole("region", { name: "About H12" }).getByText("What to do").waitFor();
    await detail().getByRole("button", { name: "Request trace" }).click();
    const steps = detail().getByRole("listitem");
    await steps.first().waitFor();
    expect(await steps.allTextContents()).toEqual([
      expect.stringMatching(/^−20\.\d s.*State changed from starting to up$/),
      expect.stringMatching(/^0 ms.*building the report$/),
      expect.stringMatching(/^\+30\.\d s.*answered 503 after 30000ms: H12 Request timeout$/),
    ]);
    await steps.nth(1).getByRole("button").click();
    await detail().getByTestId("raw-message").getByText("building the report").waitFor();
    // The same view for whoever gets the address.
    await shown.page.reload();
    await detail().getByTestId("trace").getByText("/reports/annual").first().waitFor();
  });

  it("shows what is around it with [ and ], and links to that view", async () => {
    await show("?query=bad+input");
    await rowOf("bad input").click();
    await detail().waitFor();
    await shown.page.keyboard.press("[");
    await detail().getByTestId("context").getByText("msg=fine").waitFor();
    await detail().getByTestId("context").getByText("/reports/annual").waitFor();
    await shown.page.waitForURL((url) => url.searchParams.get("show") === "context");
    await shown.page.context().grantPermissions(["clipboard-read", "clipboard-write"], { origin: shown.origin });
    await detail().getByRole("button", { name: "Copy link to this line" }).click();
    await shown.page.getByText("Link copied").waitFor();
    const link = await clipboard();
    await detail().getByRole("button", { name: "Copy JSON" }).click();
    await shown.page.getByText("JSON copied").waitFor();
    const copied = JSON.parse(await clipboard()) as Line;
    expect(copied).toEqual(lines.find((line) => line.message.includes("bad input")));
    await shown.page.goto(link);
    await detail().getByTestId("context").getByText("msg=fine").waitFor();
  });
});

describe("the export", () => {
  it.each([
    ["NDJSON", true, /\.ndjson\.gz$/],
    ["CSV", false, /\.csv$/],
  ] as const)("downloads the search's lines as %s (gzip: %s)", async (format, isGzip, name) => {
    await show("?query=status%3A503");
    await shown.page.getByRole("button", { name: "Export" }).click();
    const dialog = shown.page.getByRole("dialog", { name: "Export lines" });
    await dialog.getByRole("radio", { name: format }).check();
    await dialog.getByRole("checkbox", { name: "Compressed" }).setChecked(isGzip);
    const [download] = await Promise.all([
      shown.page.waitForEvent("download"),
      dialog.getByRole("link", { name: "Download" }).click(),
    ]);
    expect(download.suggestedFilename()).toMatch(name);
    const bytes = await readFile(await download.path());
    const text = (isGzip ? gunzipSync(bytes) : bytes).toString("utf8");
    const found = lines.filter((line) => line.fields.status === "503");
    expect(found.length).toBe(1);
    if (format === "NDJSON") expect(text).toBe(found.map((line) => `${JSON.stringify(line)}\n`).join(""));
    else expect(text.split("\r\n").map((record) => record.split(",")[0])).toEqual(["id", found[0]?.id, ""]);
  });

  it("says where a file ends and how to get the rest", async () => {
    await show("?query=msg%3A*");
    await shown.page.getByRole("button", { name: "Export" }).click();
    const dialog = shown.page.getByRole("dialog", { name: "Export lines" });
    await dialog.getByText("More than 1,000,000 lines").click();
    const [last, next] = lines.filter((line) => line.fields.msg !== undefined);
    await dialog.getByRole("textbox", { name: /Go on after/ }).fill(last?.id ?? "");
    const [download] = await Promise.all([
      shown.page.waitForEvent("download"),
      dialog.getByRole("link", { name: "Download" }).click(),
    ]);
    const text = gunzipSync(await readFile(await download.path())).toString("utf8");
    expect(text).toBe(`${JSON.stringify(next)}\n`);
  });
});

it("says plainly when a search stopped before its end, and goes on when asked to", async () => {
  const { stores } = world.service.services;
  const real = stores.clickhouse;
  const tooSlow = Object.assign(new Error("too slow"), { code: "159" });
  const hoursBack = (Date.now() - 2 * 3_600_000) * 1000;
  // Only a read of lines that reaches hours back takes too long; what is nearer answers at once.
  stores.clickhouse = {
    ...real,
    query: (sql, params, ...rest) =>
      sql.includes("log_lines.timestamp DESC") && Number(params?.from) < hoursBack
        ? Promise.reject(tooSlow)
        : real.query(sql, params, ...rest),
  };
  try {
    await show("?from=-1d");
    await shown.page.getByTestId("partial").getByText("perhaps not all").waitFor();
    expect(await shown.page.getByRole("alert").count()).toBe(0);
  } finally {
    stores.clickhouse = real;
  }
  await shown.page.getByRole("button", { name: "Search on from there" }).click();
  await rowOf("five hours ago").waitFor();
  await shown.page.getByTestId("partial").waitFor({ state: "detached" });
});

describe("the query language", () => {
  it("is explained on a page of its own, one click from the search and from a remark on it", async () => {
    await show("");
    const box = shown.page.getByRole("textbox", { name: "Search logs" });
    await box.fill("path:/(x/");
    await shown.page.getByRole("button", { name: /^Error at 7–8/ }).waitFor();
    const [help] = await Promise.all([
      shown.page.context().waitForEvent("page"),
      shown.page.getByRole("link", { name: "How searches are read" }).click(),
    ]);
    await help.getByRole("heading", { name: "Searching your logs" }).waitFor();
    await help.getByText("A pasted line finds itself").waitFor();
    await help.close();
    expect(await shown.page.getByRole("link", { name: "How to search" }).getAttribute("href")).toBe("/query-language");
  });
});
