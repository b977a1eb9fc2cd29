import { Fault } from "../../errors.ts";
import type { Db } from "../../stores/postgres/connection.ts";
import * as resources from "../../stores/postgres/resources.ts";

/**
 * Locks a resource's row for the rest of the transaction that adds something to it: two calls cannot both make the last one
 * allowed, and a deprovision at the same time ends what is made here, too.
 *
 * @throws Fault resource.not_found when the resource ended
 */
export async function lockLiving(tx: Db, resourceId: string): Promise<void> {
  const resource = await resources.findForUpdate(tx, resourceId);
  if (!resource || resource.state === "deprovisioned") throw new Fault("resource.not_found");
}
