import type { Ctx } from "../../context.ts";
import type { ExclusionAnswer } from "../../contract/api.ts";
import { Fault } from "../../errors.ts";
import * as exclusions from "../../stores/postgres/exclusions.ts";
import { lockLiving } from "../resources/lock-living.ts";
import { assertNarrow } from "./assert-narrow.ts";
import { toExclusions } from "./exclusion-view.ts";
import { renewExclusionSet } from "./renew-set.ts";

interface ExclusionChanges {
  name?: string | undefined;
  query?: string | undefined;
  is_active?: boolean | undefined;
}

/**
 * Gives a filter another name or query, switches it off or on: for frames from now on.
 *
 * @throws Fault exclusion.not_found, exclusion.name_taken, exclusion.too_wide; resource.not_found when the resource ended
 */
export async function changeExclusion(
  ctx: Ctx,
  { id, name, query, is_active }: ExclusionChanges & { id: string },
): Promise<ExclusionAnswer> {
  const { stores, resourceId, clock, log, actor } = ctx;
  if (query !== undefined) assertNarrow(query);
  const row = await stores.pg.transaction(async (tx) => {
    await lockLiving(tx, resourceId);
    const changed = await exclusions.change(tx, resourceId, id, {
      ...(name === undefined ? {} : { name }),
      ...(query === undefined ? {} : { query }),
      ...(is_active === undefined ? {} : { is_active }),
      changed_at: clock.now(),
    });
    if (changed === null) throw new Fault("exclusion.not_found", { detail: `change ${id} of ${resourceId}` });
    if (changed === "name taken") throw new Fault("exclusion.name_taken");
    await renewExclusionSet(tx, resourceId, clock.now());
    return changed;
  });
  await stores.notices.resourceChanged(resourceId);
  log.info({ resourceId, exclusionId: id, by: actor.kind }, "exclusion filter changed");
  const [answer] = await toExclusions(ctx, [row]);
  return answer as ExclusionAnswer;
}
