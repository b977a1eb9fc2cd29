import { actorName, type Ctx } from "../../context.ts";
import type { ExclusionAnswer } from "../../contract/api.ts";
import { EXCLUSIONS_MAX } from "../../contract/limits.ts";
import { Fault } from "../../errors.ts";
import * as exclusions from "../../stores/postgres/exclusions.ts";
import { lockLiving } from "../resources/lock-living.ts";
import { assertNarrow } from "./assert-narrow.ts";
import { toExclusions } from "./exclusion-view.ts";
import { renewExclusionSet } from "./renew-set.ts";

/**
 * From the next frames on, lines that match are counted and not stored.
 *
 * @throws Fault exclusion.too_wide, exclusion.name_taken, exclusion.too_many; resource.not_found when the resource ended
 */
export async function createExclusion(ctx: Ctx, input: { name: string; query: string }): Promise<ExclusionAnswer> {
  const { stores, resourceId, clock, log, actor } = ctx;
  assertNarrow(input.query);
  const row = await stores.pg.transaction(async (tx) => {
    await lockLiving(tx, resourceId);
    if ((await exclusions.listOfResource(tx, resourceId)).length >= EXCLUSIONS_MAX)
      throw new Fault("exclusion.too_many", { fill: { max: String(EXCLUSIONS_MAX) } });
    const made = await exclusions.insert(tx, {
      ...input,
      resource_id: resourceId,
      created_at: clock.now(),
      created_by: actorName(actor),
    });
    if (made === null) throw new Fault("exclusion.name_taken");
    await renewExclusionSet(tx, resourceId, clock.now());
    return made;
  });
  await stores.notices.resourceChanged(resourceId);
  log.info({ resourceId, exclusionId: row.id, by: actor.kind }, "exclusion filter made");
  const [answer] = await toExclusions(ctx, [row]);
  return answer as ExclusionAnswer;
}
