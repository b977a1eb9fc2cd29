import type { Db } from "./connection.ts";
import * as namedRows from "./named-rows.ts";

/** A filter of the customer: lines that match are counted, and not stored. */
export interface ExclusionRow {
  id: string;
  resource_id: string;
  name: string;
  query: string;
  is_active: boolean;
  created_at: Date;
  created_by: string;
  changed_at: Date | null;
}

/** The resource's filters in the order in which they were made, which is the order in which they are asked. */
export async function listOfResource(db: Db, resourceId: string): Promise<ExclusionRow[]> {
  return db<ExclusionRow>("exclusions").where({ resource_id: resourceId }).orderBy(["created_at", "id"]);
}

export async function find(db: Db, resourceId: string, id: string): Promise<ExclusionRow | null> {
  return (await db<ExclusionRow>("exclusions").where({ id, resource_id: resourceId }).first()) ?? null;
}

/** @returns null when another one of the resource has the name, in whatever case */
export function insert(
  db: Db,
  exclusion: Omit<ExclusionRow, "id" | "is_active" | "changed_at">,
): Promise<ExclusionRow | null> {
  return namedRows.insert<ExclusionRow>(db, "exclusions", exclusion);
}

/** @returns as `namedRows.change` */
export function change(
  db: Db,
  resourceId: string,
  id: string,
  changes: Partial<Pick<ExclusionRow, "name" | "query" | "is_active">> & { changed_at: Date },
): Promise<ExclusionRow | null | "name taken"> {
  return namedRows.change<ExclusionRow>(db, "exclusions", { resourceId, id }, changes);
}

/** @returns false when the resource has none of this id */
export function remove(db: Db, resourceId: string, id: string): Promise<boolean> {
  return namedRows.remove(db, "exclusions", { resourceId, id });
}
