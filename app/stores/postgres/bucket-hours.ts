import type { Db } from "./connection.ts";

/** What was copied of one hour; the counts are bigints, as the driver gives them. */
export interface BucketHourRow {
  resource_id: string;
  hour: Date;
  lines: string;
  messages: string;
  lines_bytes: string;
  lines_sha256: string;
  changes: string;
  changes_bytes: string;
  changes_sha256: string;
  stored: string;
  copied_at: Date;
}

type Count = "lines" | "messages" | "lines_bytes" | "changes" | "changes_bytes" | "stored";
export type CopiedHour = Omit<BucketHourRow, Count> & Record<Count, number>;

/** In the place of what was copied of the hour before. */
export async function keep(db: Db, hour: CopiedHour): Promise<void> {
  await db("bucket_hours").insert(hour).onConflict(["resource_id", "hour"]).merge();
}

/** Newest first. */
export async function list(db: Db, resourceId: string, limit: number): Promise<BucketHourRow[]> {
  return db<BucketHourRow>("bucket_hours").where({ resource_id: resourceId }).orderBy("hour", "desc").limit(limit);
}

/** Hours of which the books say something else than when they were copied, oldest first. */
export async function listOutOfDate(db: Db, resourceId: string, since: Date, limit: number): Promise<BucketHourRow[]> {
  return db("bucket_hours as copied")
    .join("ledger_hours as books", (on) =>
      on.on("books.resource_id", "copied.resource_id").andOn("books.hour", "copied.hour"),
    )
    .where("copied.resource_id", resourceId)
    .where("copied.hour", ">=", since)
    .whereRaw("books.stored <> copied.stored")
    .orderBy("copied.hour")
    .limit(limit)
    .select("copied.*");
}

/** Notes that the copy stands as it is, whatever the books say by now. */
export async function saveStored(db: Db, { resource_id, hour }: BucketHourRow, stored: number): Promise<void> {
  await db("bucket_hours").where({ resource_id, hour }).update({ stored });
}

export async function removeOfResource(db: Db, resourceId: string): Promise<void> {
  await db("bucket_hours").where({ resource_id: resourceId }).delete();
}

/** @returns how many */
export async function forgetBefore(db: Db, before: Date): Promise<number> {
  return db("bucket_hours").where("hour", "<", before).delete();
}
