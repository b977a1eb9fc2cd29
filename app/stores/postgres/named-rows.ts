import type { Db } from "./connection.ts";
import { isUniqueViolation } from "./unique-violation.ts";

/** What a resource keeps under names of its own, no two alike. */
type NamedTable = "alerts" | "exclusions" | "saved_searches";

/** @returns null when another one of the resource has the name, in whatever case */
export async function insert<Row>(db: Db, table: NamedTable, given: object): Promise<Row | null> {
  const rows: Row[] = await db(table)
    .insert(given)
    .onConflict(db.raw("(resource_id, lower(name))"))
    .ignore()
    .returning("*");
  return rows[0] ?? null;
}

/** @returns the row; null when the resource has none of this id; "name taken" when another one has the name */
export async function change<Row>(
  db: Db,
  table: NamedTable,
  { resourceId, id }: { resourceId: string; id: string },
  changes: object,
): Promise<Row | null | "name taken"> {
  try {
    const rows: Row[] = await db(table).where({ id, resource_id: resourceId }).update(changes).returning("*");
    return rows[0] ?? null;
  } catch (error) {
    if (isUniqueViolation(error)) return "name taken";
    throw error;
  }
}

/** @returns false when the resource has none of this id */
export async function remove(
  db: Db,
  table: NamedTable,
  { resourceId, id }: { resourceId: string; id: string },
): Promise<boolean> {
  return (await db(table).where({ id, resource_id: resourceId }).delete()) === 1;
}
