import type { Ctx } from "../../context.ts";
import { Fault } from "../../errors.ts";
import * as manualDrains from "../../stores/postgres/manual-drains.ts";

/** Ends a drain at once, both its secrets; its lines stay. @throws Fault drain.not_found, also for a repeat */
export async function revokeManualDrain(ctx: Ctx, input: { id: string }): Promise<void> {
  const { stores, resourceId, clock, log, actor } = ctx;
  if (!(await manualDrains.revoke(stores.pg, resourceId, input.id, clock.now())))
    throw new Fault("drain.not_found", { detail: `revoke ${input.id} of ${resourceId}` });
  await stores.notices.resourceChanged(resourceId);
  log.info({ resourceId, drainId: input.id, by: actor.kind }, "manual drain revoked");
}
