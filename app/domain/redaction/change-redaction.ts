import { actorName, type Ctx } from "../../context.ts";
import type { RedactionAnswer } from "../../contract/api.ts";
import type { RedactionRules } from "../../contract/redaction.ts";
import * as redactions from "../../stores/postgres/redactions.ts";
import { lockLiving } from "../resources/lock-living.ts";
import { readRedaction } from "./read-redaction.ts";

/** Masks this, and nothing else, in frames from now on. @throws Fault resource.not_found when the resource ended */
export async function changeRedaction(ctx: Ctx, rules: RedactionRules): Promise<RedactionAnswer> {
  const { stores, resourceId, clock, log, actor } = ctx;
  await stores.pg.transaction(async (tx) => {
    await lockLiving(tx, resourceId);
    await redactions.save(tx, resourceId, { rules, changed_at: clock.now(), changed_by: actorName(actor) });
  });
  await stores.notices.resourceChanged(resourceId);
  log.info({ resourceId, by: actor.kind, detectors: rules.detectors }, "redaction changed");
  return readRedaction(ctx);
}
