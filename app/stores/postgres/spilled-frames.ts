import type { Db } from "./connection.ts";

/** A frame accepted while the Redis spool was away or full. */
export interface SpilledFrame {
  drain_id: string;
  resource_id: string;
  frame_key: string;
  msg_count: number | null;
  is_over_quota: boolean;
  retention_days: number;
  has_structured_data: boolean;
  declared_dropped: number;
  body: Buffer;
}

/** @returns false when this frame is here already (Logplex retried it) */
export async function insert(db: Db, frame: SpilledFrame): Promise<boolean> {
  const rows = await db("spilled_frames").insert(frame).onConflict(["drain_id", "frame_key"]).ignore().returning("id");
  return rows.length === 1;
}

/** The oldest few, locked: two workers never move the same frame at once. Call inside a transaction. */
export async function takeOldest(db: Db, count: number): Promise<(SpilledFrame & { id: string })[]> {
  return db("spilled_frames").orderBy("id").limit(count).forUpdate().skipLocked().select("*");
}

export async function remove(db: Db, ids: readonly string[]): Promise<void> {
  await db("spilled_frames")
    .whereIn("id", [...ids])
    .delete();
}

/** Whether this frame waits in the overflow: the spool's own memory does not know it yet. */
export async function has(db: Db, drainId: string, frameKey: string): Promise<boolean> {
  return (await db("spilled_frames").where({ drain_id: drainId, frame_key: frameKey }).first("id")) !== undefined;
}

/** Whether frames of this resource wait in the overflow. */
export async function hasOfResource(db: Db, resourceId: string): Promise<boolean> {
  return (await db("spilled_frames").where({ resource_id: resourceId }).first("id")) !== undefined;
}
