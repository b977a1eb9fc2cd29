import type { Services } from "../../context.ts";
import * as alertEvents from "../../stores/postgres/alert-events.ts";
import * as alerts from "../../stores/postgres/alerts.ts";
import * as incidentEnds from "../../stores/postgres/incident-ends.ts";

/** One turn's worth; the next turn is seconds away. */
const ALERTS_AT_ONCE = 2_000;
const EVENTS_AT_ONCE = 500;

/** Longer than a job waits and works; then it was lost, or the lines it needs are not stored yet. */
const AGAIN_MS = 60_000;

/** Queues the judging of each resource with an alert that is due, the delivery of each event that is, and the ends of incidents. */
export async function dispatchAlerts(services: Services): Promise<void> {
  const { stores, queues } = services;
  for (const resourceId of await alerts.takeDue(stores.pg, timesOf(services), ALERTS_AT_ONCE))
    await queues.enqueue("judge-alerts", { resourceId });
  await dispatchDeliveries(services);
  for (const { id, resourceId } of await incidentEnds.takeDue(stores.pg, timesOf(services), EVENTS_AT_ONCE))
    await queues.enqueue("end-incident", { resourceId, endId: id });
}

/** Queues the events that are due to be told. */
export async function dispatchDeliveries(services: Services): Promise<void> {
  const { stores, queues } = services;
  for (const { id, resourceId } of await alertEvents.takeDue(stores.pg, timesOf(services), EVENTS_AT_ONCE))
    await queues.enqueue("deliver-alert", { resourceId, eventId: id });
}

function timesOf({ clock }: Services): { now: Date; againAt: Date } {
  const now = clock.now();
  return { now, againAt: new Date(now.getTime() + AGAIN_MS) };
}
