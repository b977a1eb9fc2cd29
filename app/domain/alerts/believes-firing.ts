import * as alertEvents from "../../stores/postgres/alert-events.ts";
import type { AlertRow } from "../../stores/postgres/alerts.ts";
import type { Db } from "../../stores/postgres/connection.ts";

/**
 * Whether whoever an alert tells believes that it fires: what they were told last. Of one that has fired for longer than events are
 * kept nothing is known any more: it was told.
 */
export async function believesFiring(db: Db, alert: AlertRow): Promise<boolean> {
  const last = await alertEvents.findLastTold(db, alert.resource_id, alert.id);
  return last === null ? alert.state === "firing" : last.delivery !== "muted" && last.type === "fired";
}
