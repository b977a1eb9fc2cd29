import type { Ctx } from "../../context.ts";
import { Fault } from "../../errors.ts";
import * as exclusions from "../../stores/postgres/exclusions.ts";
import { lockLiving } from "../resources/lock-living.ts";
import { renewExclusionSet } from "./renew-set.ts";

/** Lines of frames from now on are stored again. @throws Fault exclusion.not_found, also for a repeat */
export async function removeExclusion(ctx: Ctx, { id }: { id: string }): Promise<void> {
  const { stores, resourceId, clock, log, actor } = ctx;
  await stores.pg.transaction(async (tx) => {
    await lockLiving(tx, resourceId);
    if (!(await exclusions.remove(tx, resourceId, id)))
      throw new Fault("exclusion.not_found", { detail: `remove ${id} of ${resourceId}` });
    await renewExclusionSet(tx, resourceId, clock.now());
  });
  await stores.notices.resourceChanged(resourceId);
  log.info({ resourceId, exclusionId: id, by: actor.kind }, "exclusion filter removed");
}
