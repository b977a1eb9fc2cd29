import type { Ctx } from "../../context.ts";
import type { SavedSearchAnswer } from "../../contract/api.ts";
import { SAVED_SEARCHES_MAX } from "../../contract/limits.ts";
import { Fault } from "../../errors.ts";
import * as resources from "../../stores/postgres/resources.ts";
import * as savedSearches from "../../stores/postgres/saved-searches.ts";
import { toSavedSearch } from "./search-view.ts";

/**
 * Keeps a search under a new name. The resource's row is locked meanwhile: two calls cannot both be the last one allowed, and none
 * is saved behind a purge.
 *
 * @throws Fault search.name_taken, search.too_many; resource.not_found when the resource ended
 */
export async function saveSearch(ctx: Ctx, input: { name: string; query: string }): Promise<SavedSearchAnswer> {
  const { stores, resourceId, clock, log, actor } = ctx;
  const row = await stores.pg.transaction(async (tx) => {
    const resource = await resources.findForUpdate(tx, resourceId);
    if (!resource || resource.state === "deprovisioned") throw new Fault("resource.not_found");
    if ((await savedSearches.countOfResource(tx, resourceId)) >= SAVED_SEARCHES_MAX)
      throw new Fault("search.too_many", { fill: { max: String(SAVED_SEARCHES_MAX) } });
    return savedSearches.insert(tx, {
      ...input,
      resource_id: resourceId,
      created_at: clock.now(),
      created_by: actor.kind === "session" ? actor.email : actor.prefix,
    });
  });
  if (row === null) throw new Fault("search.name_taken");
  log.info({ resourceId, searchId: row.id, by: actor.kind }, "search saved");
  return toSavedSearch(row);
}
