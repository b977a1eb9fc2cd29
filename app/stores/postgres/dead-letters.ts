import type { Db } from "./connection.ts";

/** Enough to see a pattern, little enough that a hostile sender fills nothing. */
const KEPT_PER_RESOURCE = 20;
/** The start of a broken body shows the break; the rest adds only weight. */
const BODY_BYTES_KEPT = 16 * 1024;

/** Keeps a refused body for support, the newest few of each resource. */
export async function keep(
  db: Db,
  letter: { resource_id: string; drain_id: string; reason: string; body: Uint8Array },
): Promise<void> {
  await db("dead_letters").insert({ ...letter, body: Buffer.from(letter.body.subarray(0, BODY_BYTES_KEPT)) });
  await db("dead_letters")
    .where({ resource_id: letter.resource_id })
    .where(
      "id",
      "<=",
      db("dead_letters")
        .where({ resource_id: letter.resource_id })
        .orderBy("id", "desc")
        .offset(KEPT_PER_RESOURCE)
        .limit(1)
        .select("id"),
    )
    .delete();
}
