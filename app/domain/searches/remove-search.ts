import type { Ctx } from "../../context.ts";
import { Fault } from "../../errors.ts";
import * as savedSearches from "../../stores/postgres/saved-searches.ts";

/** Forgets a saved search. @throws Fault search.not_found, also for a repeat */
export async function removeSearch(ctx: Ctx, { id }: { id: string }): Promise<void> {
  const { stores, resourceId, log, actor } = ctx;
  if (!(await savedSearches.remove(stores.pg, resourceId, id)))
    throw new Fault("search.not_found", { detail: `remove ${id} of ${resourceId}` });
  log.info({ resourceId, searchId: id, by: actor.kind }, "saved search removed");
}
