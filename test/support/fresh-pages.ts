import { afterAll, beforeAll, beforeEach } from "vitest";
import type { LineWish } from "../../sandbox/index.ts";
import { openBrowser } from "./browser.ts";
import { type DashboardPage, openDashboard, sendLines } from "./dashboard-page.ts";
import { startWithSandbox } from "./sandbox.ts";

const APP = "harbor-quay";

/**
 * For each test of a file a dashboard freshly opened, of one add-on whose app has written these lines.
 *
 * @param inSight words of a line that is waited for
 * @returns the page of the test that runs
 */
export function freshPages(lines: readonly LineWish[], inSight: string): DashboardPage {
  let world: Awaited<ReturnType<typeof startWithSandbox>>;
  let browser: Awaited<ReturnType<typeof openBrowser>>;
  let resourceId: string;
  let shown: DashboardPage;
  beforeAll(async () => {
    world = await startWithSandbox();
    browser = await openBrowser();
    resourceId = (await world.sandbox.provision(APP, "standard")).resource.id;
    shown = await openDashboard(world, browser, APP, resourceId);
    await sendLines(world, shown, APP, lines);
    await shown.page.close();
  });
  afterAll(async () => {
    await browser.close();
    await world.stop();
  });
  beforeEach(async () => {
    shown = await openDashboard(world, browser, APP, resourceId);
    await shown.page.locator("[data-line-id]").filter({ hasText: inSight }).first().waitFor();
    return () => shown.page.close();
  });
  return {
    get page() {
      return shown.page;
    },
    get problems() {
      return shown.problems;
    },
    get origin() {
      return shown.origin;
    },
  };
}
