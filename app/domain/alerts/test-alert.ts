import type { Ctx } from "../../context.ts";
import { isCompared } from "../../contract/alert-words.ts";
import type { AlertEventAnswer } from "../../contract/api.ts";
import { Fault } from "../../errors.ts";
import * as alertEvents from "../../stores/postgres/alert-events.ts";
import * as alerts from "../../stores/postgres/alerts.ts";
import { toAlertEvent } from "./alert-view.ts";
import { dispatchDeliveries } from "./dispatch-alerts.ts";
import { DAY_MINUTES, MINUTE_MS } from "./minutes.ts";
import { countWatched } from "./watched.ts";

/** Somebody waits for it. */
const SECONDS_MAX = 10;

/** So often at most: a test calls somebody else's server. One that was just sent is told again instead. */
const TEST_EVERY_MS = 10_000;

/**
 * Sends a test to where the alert goes, muted or not: with what came in the window that ends now, whether that would fire it
 * or not.
 *
 * @throws Fault alert.not_found; what ClickHouse says when the query is too slow
 */
export async function testAlert(ctx: Ctx, id: string): Promise<AlertEventAnswer> {
  const { stores, resourceId, clock, log, actor } = ctx;
  const alert = await alerts.find(stores.pg, resourceId, id);
  if (alert === null) throw new Fault("alert.not_found", { detail: `test ${id} of ${resourceId}` });
  const to = clock.now();
  const lately = await alertEvents.findTestSince(stores.pg, resourceId, id, new Date(to.getTime() - TEST_EVERY_MS));
  if (lately !== null) return toAlertEvent(lately);
  const from = new Date(to.getTime() - alert.window_minutes * MINUTE_MS);
  const countBack = async (backMs: number) => {
    const range = { fromMs: from.getTime() - backMs, toMs: to.getTime() - backMs, secondsMax: SECONDS_MAX };
    const { arrived } = await countWatched(ctx, { ...alert, resourceId }, range);
    return [...arrived.values()].reduce((sum, count) => sum + count, 0);
  };
  const [count, countDayBefore] = await Promise.all([
    countBack(0),
    isCompared(alert) ? countBack(DAY_MINUTES * MINUTE_MS) : null,
  ]);
  const event = {
    resource_id: resourceId,
    alert_id: id,
    type: "test" as const,
    at: to,
    count,
    count_day_before: countDayBefore,
    window_from: from,
    window_to: to,
    delivery: "pending" as const,
  };
  const [row] = await alertEvents.insert(stores.pg, [event], to);
  if (!row) throw new Error("a test that was not written");
  await dispatchDeliveries(ctx);
  log.info({ resourceId, alertId: id, by: actor.kind }, "alert tested");
  return toAlertEvent(row);
}
