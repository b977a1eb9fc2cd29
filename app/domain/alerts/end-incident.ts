import type { Services } from "../../context.ts";
import type { AlertRow } from "../../stores/postgres/alerts.ts";
import type { Db } from "../../stores/postgres/connection.ts";
import * as incidentEnds from "../../stores/postgres/incident-ends.ts";
import { believesFiring } from "./believes-firing.ts";
import { type Destination, openDestination } from "./destination.ts";
import { pagerDutyEnd } from "./messages/pagerduty.ts";
import { nextTryAt } from "./next-try.ts";
import { sendMessage } from "./send-message.ts";

const ROUTING_KEY = "incident_ends.routing_key";

/** Longer than a message is on its way (send-message.ts): the alarm that opens the incident must not come behind its end. */
const FIRST_TRY_MS = 15_000;

/**
 * Notes the incident to be ended that an alert has open at PagerDuty, in the transaction that removes the alert or gives it another
 * destination; nobody else would ever end it. The dispatcher then has it done.
 *
 * @param next where the alert goes from now on; null: nowhere
 */
export async function keepIncidentEnd(
  services: Pick<Services, "secrets" | "clock" | "log">,
  tx: Db,
  alert: AlertRow,
  next: Destination | null,
): Promise<void> {
  if (alert.destination_kind !== "pagerduty" || !(await believesFiring(tx, alert))) return;
  const { secrets, clock, log } = services;
  const routingKey = readable(() => routingKeyOf(services, alert));
  if (routingKey === null) {
    log.warn({ resourceId: alert.resource_id, alertId: alert.id }, UNREADABLE);
    return;
  }
  if (next?.kind === "pagerduty" && next.routing_key === routingKey) return;
  await incidentEnds.insert(tx, alert.resource_id, {
    alert_id: alert.id,
    routing_key_sealed: secrets.seal(routingKey, ROUTING_KEY),
    next_try_at: new Date(clock.now().getTime() + FIRST_TRY_MS),
  });
}

function routingKeyOf(services: Pick<Services, "secrets">, alert: AlertRow): string | null {
  const { destination } = openDestination(services, alert);
  return destination.kind === "pagerduty" ? destination.routing_key : null;
}

const UNREADABLE = "incident not to be ended: its key cannot be read";

/** Null for what no key of ours opens any more: that must not keep an alert from being removed, nor be tried for ever. */
function readable(open: () => string | null): string | null {
  try {
    return open();
  } catch {
    return null;
  }
}

/** Ends one incident; when that fails for now, it is due again later. Repeatable: PagerDuty takes an end that says nothing new. */
export async function endIncident(
  services: Services,
  { resourceId, endId }: { resourceId: string; endId: string },
): Promise<void> {
  const { stores, clients, secrets, config, clock, log } = services;
  const row = await incidentEnds.find(stores.pg, resourceId, endId);
  if (row === null) return;
  const routingKey = readable(() => secrets.open(row.routing_key_sealed, ROUTING_KEY));
  if (routingKey === null) {
    await incidentEnds.remove(stores.pg, resourceId, endId);
    log.warn({ resourceId, alertId: row.alert_id }, UNREADABLE);
    return;
  }
  const { error, isFinal } = await sendMessage(
    clients.alertTargets,
    pagerDutyEnd(config.pagerDutyEventsUrl, routingKey, row.alert_id),
  );
  const attempts = row.attempts + 1;
  const again = isFinal ? null : nextTryAt(attempts, clock.now());
  if (again === null) await incidentEnds.remove(stores.pg, resourceId, endId);
  else await incidentEnds.saveAttempt(stores.pg, row, { attempts, next_try_at: again });
  const said = error === null ? "incident ended" : "incident not ended";
  log.info({ resourceId, alertId: row.alert_id, attempts, error, isOver: again === null }, said);
}
