import type { SavedSearchAnswer } from "../../contract/api.ts";
import type { SavedSearchRow } from "../../stores/postgres/saved-searches.ts";

/** A saved search as the API gives it. */
export function toSavedSearch(row: SavedSearchRow): SavedSearchAnswer {
  return {
    id: row.id,
    name: row.name,
    query: row.query,
    created_at: row.created_at.toISOString(),
    created_by: row.created_by,
    changed_at: row.changed_at?.toISOString() ?? null,
  };
}
