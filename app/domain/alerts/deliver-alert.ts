import type { Services } from "../../context.ts";
import * as alertEvents from "../../stores/postgres/alert-events.ts";
import * as alerts from "../../stores/postgres/alerts.ts";
import * as resources from "../../stores/postgres/resources.ts";
import { toAlertEvent } from "./alert-view.ts";
import type { AlertNews } from "./messages/message.ts";
import { nextTryAt } from "./next-try.ts";
import { tell } from "./tell.ts";
import { type Sample, sampleWatched } from "./watched.ts";

/** What one reads on a telephone. */
const SAMPLE_MAX = 5;
const SAMPLE_SECONDS_MAX = 5;

/** Tells one event; when that fails for now, it is due again later. A repeat finds it told. */
export async function deliverAlert(
  services: Services,
  { resourceId, eventId }: { resourceId: string; eventId: string },
): Promise<void> {
  const { stores, clock, log, metrics } = services;
  const event = await alertEvents.findPending(stores.pg, resourceId, eventId);
  if (event === null) return;
  const alert = await alerts.find(stores.pg, resourceId, event.alert_id);
  const resource = await resources.find(stores.pg, resourceId);
  if (!alert || !resource || resource.state === "deprovisioned") return;
  const news: AlertNews = {
    event: toAlertEvent(event),
    alert,
    resource: { id: resource.id, name: resource.name, app: resource.app_name },
    sample: await readSample(services, alert, event),
    url: windowUrl(services.config.baseUrl, alert, event),
  };
  const outcome = await tell(services, alert, news);
  const attempts = event.attempts + 1;
  const again = outcome.isFinal ? null : nextTryAt(attempts, clock.now());
  const delivery = outcome.error === null ? "delivered" : again === null ? "failed" : "pending";
  await alertEvents.saveAttempt(stores.pg, event, {
    delivery,
    error: outcome.error,
    nextTryAt: again,
  });
  metrics.alertMessages.inc({ kind: alert.destination_kind, outcome: outcome.error === null ? "delivered" : "failed" });
  log.info(
    { resourceId, alertId: alert.id, eventId, kind: alert.destination_kind, delivery, attempts, error: outcome.error },
    "alert told",
  );
}

/** What came last in the window. An alarm without it is better than none. */
async function readSample(
  services: Services,
  alert: alerts.AlertRow,
  event: alertEvents.AlertEventRow,
): Promise<Sample> {
  const range = { fromMs: event.window_from.getTime(), toMs: event.window_to.getTime() };
  try {
    return await sampleWatched(
      services,
      { ...alert, resourceId: alert.resource_id },
      { ...range, limit: SAMPLE_MAX, secondsMax: SAMPLE_SECONDS_MAX },
    );
  } catch (error) {
    services.log.warn({ err: error, resourceId: alert.resource_id, alertId: alert.id }, "alert told without its lines");
    return { lines: [], changes: [] };
  }
}

function windowUrl(baseUrl: string, alert: alerts.AlertRow, event: alertEvents.AlertEventRow): string {
  const url = new URL(`/${alert.watches === "lines" ? "logs" : "changes"}`, baseUrl);
  if (alert.query !== "") url.searchParams.set("query", alert.query);
  url.searchParams.set("from", event.window_from.toISOString());
  url.searchParams.set("to", event.window_to.toISOString());
  return url.href;
}
