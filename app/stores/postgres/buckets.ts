import type { Db } from "./connection.ts";

export interface BucketRow {
  resource_id: string;
  endpoint: string;
  region: string;
  name: string;
  /** Empty, or ends in `/`. */
  prefix: string;
  access_key_id: string;
  secret_access_key_sealed: string;
  /** The first hour that is not copied. */
  next_hour: Date;
  due_at: Date;
  /** Failures in a row. */
  attempts: number;
  error: string | null;
  failing_since: Date | null;
  created_at: Date;
  created_by: string;
}

export type NewBucket = Omit<BucketRow, "attempts" | "error" | "failing_since">;

export async function find(db: Db, resourceId: string): Promise<BucketRow | null> {
  return (await db<BucketRow>("buckets").where({ resource_id: resourceId }).first()) ?? null;
}

/** In the place of the one that was there. */
export async function keep(db: Db, bucket: NewBucket): Promise<BucketRow> {
  const [row] = await db<BucketRow>("buckets")
    .insert({ ...bucket, attempts: 0, error: null, failing_since: null })
    .onConflict("resource_id")
    .merge()
    .returning("*");
  return row as BucketRow;
}

/** @returns false when there is none */
export async function remove(db: Db, resourceId: string): Promise<boolean> {
  return (await db<BucketRow>("buckets").where({ resource_id: resourceId }).delete()) === 1;
}

/**
 * The living resources whose bucket is due. These are due again at `againAt`, unless something is copied meanwhile, so that no other
 * process takes them and none is forgotten.
 */
export async function takeDue(db: Db, times: { now: Date; againAt: Date }, limit: number): Promise<string[]> {
  const due = db("buckets")
    .join("resources", "resources.id", "buckets.resource_id")
    .whereNot("resources.state", "deprovisioned")
    .where("buckets.due_at", "<=", times.now)
    .orderBy("buckets.due_at")
    .limit(limit)
    .forUpdate("buckets")
    .skipLocked()
    .select("buckets.resource_id");
  const taken = await db<BucketRow>("buckets")
    .whereIn("resource_id", due)
    .update({ due_at: times.againAt })
    .returning("resource_id");
  return taken.map((row) => row.resource_id);
}

/** Nothing of this counts when the bucket is another by now, or the hour was copied by somebody else. @returns whether it does */
export async function saveCopied(db: Db, read: BucketRow, next: { nextHour: Date; dueAt: Date }): Promise<boolean> {
  const updated = await whileItIs(db, read).update({
    next_hour: next.nextHour,
    due_at: next.dueAt,
    attempts: 0,
    error: null,
    failing_since: null,
  });
  return updated === 1;
}

export async function saveFailure(
  db: Db,
  read: BucketRow,
  failure: { error: string; now: Date; dueAt: Date },
): Promise<void> {
  await whileItIs(db, read).update({
    error: failure.error,
    failing_since: read.failing_since ?? failure.now,
    attempts: read.attempts + 1,
    due_at: failure.dueAt,
  });
}

export async function saveDue(db: Db, read: BucketRow, dueAt: Date): Promise<void> {
  await whileItIs(db, read).update({ due_at: dueAt });
}

/** Whatever is kept in its place is sealed anew, and sealed texts are never the same twice. */
function whileItIs(db: Db, { resource_id, secret_access_key_sealed, next_hour }: BucketRow) {
  return db<BucketRow>("buckets").where({ resource_id, secret_access_key_sealed, next_hour });
}
