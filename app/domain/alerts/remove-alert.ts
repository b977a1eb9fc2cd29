import type { Ctx } from "../../context.ts";
import { Fault } from "../../errors.ts";
import * as alerts from "../../stores/postgres/alerts.ts";

/** Forgets an alert and what it did. @throws Fault alert.not_found, also for a repeat */
export async function removeAlert({ stores, resourceId, log, actor }: Ctx, id: string): Promise<void> {
  if (!(await alerts.remove(stores.pg, resourceId, id)))
    throw new Fault("alert.not_found", { detail: `remove ${id} of ${resourceId}` });
  log.info({ resourceId, alertId: id, by: actor.kind }, "alert removed");
}
