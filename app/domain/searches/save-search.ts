import { actorName, type Ctx } from "../../context.ts";
import type { SavedSearchAnswer } from "../../contract/api.ts";
import { SAVED_SEARCHES_MAX } from "../../contract/limits.ts";
import { Fault } from "../../errors.ts";
import * as savedSearches from "../../stores/postgres/saved-searches.ts";
import { lockLiving } from "../resources/lock-living.ts";
import { toSavedSearch } from "./search-view.ts";

/**
 * Keeps a search under a new name.
 *
 * @throws Fault search.name_taken, search.too_many; resource.not_found when the resource ended
 */
export async function saveSearch(ctx: Ctx, input: { name: string; query: string }): Promise<SavedSearchAnswer> {
  const { stores, resourceId, clock, log, actor } = ctx;
  const row = await stores.pg.transaction(async (tx) => {
    await lockLiving(tx, resourceId);
    if ((await savedSearches.countOfResource(tx, resourceId)) >= SAVED_SEARCHES_MAX)
      throw new Fault("search.too_many", { fill: { max: String(SAVED_SEARCHES_MAX) } });
    return savedSearches.insert(tx, {
      ...input,
      resource_id: resourceId,
      created_at: clock.now(),
      created_by: actorName(actor),
    });
  });
  if (row === null) throw new Fault("search.name_taken");
  log.info({ resourceId, searchId: row.id, by: actor.kind }, "search saved");
  return toSavedSearch(row);
}
