import type { Page } from "playwright-core";
import type { LogsAnswer } from "../../app/contract/api.ts";
import type { Line } from "../../app/contract/line.ts";
import type { LineWish } from "../../sandbox/index.ts";
import type { openBrowser } from "./browser.ts";
import type { startWithSandbox } from "./sandbox.ts";
import { eventually } from "./service.ts";

export interface DashboardPage {
  page: Page;
  /** The dashboard's origin. */
  origin: string;
  /** CSP violations, failed scripts and uncaught errors: all of them reach the console. */
  problems: string[];
}

/** Opens an add-on's dashboard from the local Heroku, signed in. */
export async function openDashboard(
  world: Pick<Awaited<ReturnType<typeof startWithSandbox>>, "sandbox">,
  browser: Pick<Awaited<ReturnType<typeof openBrowser>>, "context">,
  app: string,
  resourceId: string,
): Promise<DashboardPage> {
  const page = await browser.context.newPage();
  const problems: string[] = [];
  page.on("console", (message) => {
    if (message.type() === "error") problems.push(message.text());
  });
  page.on("pageerror", (error) => problems.push(error.message));
  await page.goto(`${world.sandbox.url}/sso/${app}/${resourceId}`);
  await page.waitForURL(/\/logs/);
  return { page, origin: new URL(page.url()).origin, problems };
}

/** Sends lines as the app's dynos would and waits until the signed-in page's API finds them all; oldest first. */
export async function sendLines(
  world: Pick<Awaited<ReturnType<typeof startWithSandbox>>, "sandbox">,
  { page, origin }: Pick<DashboardPage, "page" | "origin">,
  app: string,
  lines: readonly LineWish[],
): Promise<Line[]> {
  world.sandbox.logplex.send(app, lines);
  await world.sandbox.logplex.flush();
  return eventually(async () => {
    const response = await page.request.get(`${origin}/api/v1/logs?from=-30d&order=asc&limit=1000`);
    const { data } = (await response.json()) as LogsAnswer;
    return lines.every(({ text }) => data.some(({ message }) => message === text)) && data;
  });
}
