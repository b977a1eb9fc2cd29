import type { Ctx } from "../../context.ts";
import type { SavedSearchesAnswer } from "../../contract/api.ts";
import * as savedSearches from "../../stores/postgres/saved-searches.ts";
import { toSavedSearch } from "./search-view.ts";

/** The resource's saved searches, by name. */
export async function listSearches({ stores, resourceId }: Ctx): Promise<SavedSearchesAnswer> {
  return { data: (await savedSearches.listOfResource(stores.pg, resourceId)).map(toSavedSearch) };
}
