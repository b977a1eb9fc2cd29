import type { Ctx } from "../../context.ts";
import type { SavedSearchAnswer } from "../../contract/api.ts";
import { Fault } from "../../errors.ts";
import * as savedSearches from "../../stores/postgres/saved-searches.ts";
import { toSavedSearch } from "./search-view.ts";

/** Gives a saved search another name, another query, or both. @throws Fault search.not_found, search.name_taken */
export async function changeSearch(
  ctx: Ctx,
  { id, name, query }: { id: string; name?: string | undefined; query?: string | undefined },
): Promise<SavedSearchAnswer> {
  const { stores, resourceId, clock, log, actor } = ctx;
  const row = await savedSearches.change(stores.pg, resourceId, id, {
    ...(name === undefined ? {} : { name }),
    ...(query === undefined ? {} : { query }),
    changed_at: clock.now(),
  });
  if (row === null) throw new Fault("search.not_found", { detail: `change ${id} of ${resourceId}` });
  if (row === "name taken") throw new Fault("search.name_taken");
  log.info({ resourceId, searchId: id, by: actor.kind }, "saved search changed");
  return toSavedSearch(row);
}
