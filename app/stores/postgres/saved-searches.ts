import type { Db } from "./connection.ts";
import * as namedRows from "./named-rows.ts";

export interface SavedSearchRow {
  id: string;
  resource_id: string;
  name: string;
  query: string;
  created_at: Date;
  created_by: string;
  changed_at: Date | null;
}

/** The resource's saved searches by name, whatever its case. */
export async function listOfResource(db: Db, resourceId: string): Promise<SavedSearchRow[]> {
  return db<SavedSearchRow>("saved_searches").where({ resource_id: resourceId }).orderByRaw("lower(name), id");
}

export async function countOfResource(db: Db, resourceId: string): Promise<number> {
  const row = await db("saved_searches").where({ resource_id: resourceId }).count({ n: "*" }).first<{ n: string }>();
  return Number(row?.n ?? 0);
}

/** @returns null when another one of the resource has the name, in whatever case */
export function insert(db: Db, search: Omit<SavedSearchRow, "id" | "changed_at">): Promise<SavedSearchRow | null> {
  return namedRows.insert<SavedSearchRow>(db, "saved_searches", search);
}

/** @returns as `namedRows.change` */
export function change(
  db: Db,
  resourceId: string,
  id: string,
  changes: Partial<Pick<SavedSearchRow, "name" | "query">> & { changed_at: Date },
): Promise<SavedSearchRow | null | "name taken"> {
  return namedRows.change<SavedSearchRow>(db, "saved_searches", { resourceId, id }, changes);
}

/** @returns false when the resource has none of this id */
export function remove(db: Db, resourceId: string, id: string): Promise<boolean> {
  return namedRows.remove(db, "saved_searches", { resourceId, id });
}
