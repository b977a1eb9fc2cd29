import type { Ctx } from "../../context.ts";
import { Fault } from "../../errors.ts";
import * as alerts from "../../stores/postgres/alerts.ts";
import { keepIncidentEnd } from "./end-incident.ts";

/** Forgets an alert and what it did; an incident that it has open at PagerDuty is ended. @throws Fault alert.not_found, also for a repeat */
export async function removeAlert(ctx: Ctx, id: string): Promise<void> {
  const { stores, resourceId, log, actor } = ctx;
  await stores.pg.transaction(async (tx) => {
    const alert = await alerts.findForUpdate(tx, resourceId, id);
    if (alert === null) throw new Fault("alert.not_found", { detail: `remove ${id} of ${resourceId}` });
    await keepIncidentEnd(ctx, tx, alert, null);
    await alerts.remove(tx, resourceId, id);
  });
  log.info({ resourceId, alertId: id, by: actor.kind }, "alert removed");
}
