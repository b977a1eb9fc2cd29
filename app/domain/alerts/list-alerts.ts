import type { Ctx } from "../../context.ts";
import type { AlertEventsAnswer, AlertsAnswer } from "../../contract/api.ts";
import { ALERT_EVENTS_MAX } from "../../contract/limits.ts";
import { Fault } from "../../errors.ts";
import * as alertEvents from "../../stores/postgres/alert-events.ts";
import * as alerts from "../../stores/postgres/alerts.ts";
import { toAlert, toAlertEvent } from "./alert-view.ts";

/** The resource's alerts, by name, and who can be told. */
export async function listAlerts({ stores, clients, resourceId }: Ctx): Promise<AlertsAnswer> {
  const lastTold = await alertEvents.listLastTold(stores.pg, resourceId);
  return {
    data: (await alerts.listOfResource(stores.pg, resourceId)).map((row) => toAlert(row, lastTold.get(row.id) ?? null)),
    destinations: ["slack", "webhook", "pagerduty", ...(clients.mailer ? (["email"] as const) : [])],
  };
}

/** What an alert did, newest first. @throws Fault alert.not_found */
export async function listAlertEvents({ stores, resourceId }: Ctx, id: string): Promise<AlertEventsAnswer> {
  if ((await alerts.find(stores.pg, resourceId, id)) === null)
    throw new Fault("alert.not_found", { detail: `events of ${id} of ${resourceId}` });
  const rows = await alertEvents.listOfAlert(stores.pg, resourceId, id, ALERT_EVENTS_MAX);
  return { data: rows.map(toAlertEvent) };
}
