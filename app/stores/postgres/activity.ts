import type { Db } from "./connection.ts";

export interface ActivityRow {
  id: string;
  at: Date;
  /** An e-mail address, or the prefix of an API token. */
  by: string;
  /** `PATCH /alerts/{id}` */
  did: string;
  object_id: string | null;
  name: string | null;
  /** False: begun, and what came of it is not known. */
  is_done: boolean;
}

/** @returns its id */
export async function begin(
  db: Db,
  resourceId: string,
  entry: Pick<ActivityRow, "at" | "by" | "did" | "object_id">,
): Promise<string> {
  const [row] = await db("activity")
    .insert({ ...entry, resource_id: resourceId, is_done: false })
    .returning<{ id: string }[]>("id");
  return (row as { id: string }).id;
}

export async function complete(
  db: Db,
  resourceId: string,
  id: string,
  { object_id, name }: Pick<ActivityRow, "object_id" | "name">,
): Promise<void> {
  await db("activity").where({ id, resource_id: resourceId }).update({ object_id, name, is_done: true });
}

/** For what was refused: nothing was changed. */
export async function remove(db: Db, resourceId: string, id: string): Promise<void> {
  await db("activity").where({ id, resource_id: resourceId }).delete();
}

/**
 * Newest first. What was done to something that has a name only elsewhere (its removal says none) is called as it was last.
 *
 * @param before the id to go on from
 */
export async function listNewest(
  db: Db,
  resourceId: string,
  { limit, before }: { limit: number; before: string | null },
): Promise<ActivityRow[]> {
  const named = db("activity as named")
    .whereRaw("named.resource_id = activity.resource_id and named.object_id = activity.object_id")
    .whereRaw("named.id < activity.id")
    .whereNotNull("named.name")
    .orderBy("named.id", "desc")
    .limit(1)
    .select("named.name");
  const rows = db("activity").where({ resource_id: resourceId });
  if (before !== null) rows.where("id", "<", before);
  return rows
    .orderBy("id", "desc")
    .limit(limit)
    .select<ActivityRow[]>(
      "id",
      "at",
      "by",
      "did",
      "object_id",
      "is_done",
      db.raw("coalesce(activity.name, (?)) as name", [named]),
    );
}

export async function forgetBefore(db: Db, before: Date): Promise<number> {
  return db("activity").where("at", "<", before).delete();
}
