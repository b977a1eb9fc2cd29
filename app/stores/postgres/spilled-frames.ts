import type { Redacted } from "../../contract/redaction.ts";
import { keyOfWords, readContentKey, SAME_WORDS_MS } from "../../lib/frame-key.ts";
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
  /** Of exclusion_sets; null: none. */
  exclusion_set: number | null;
  /** Values masked in it, by rule; null: none. */
  redacted: Redacted | null;
  body: Buffer;
}

/** A row without its body. */
export type SpilledName = Pick<SpilledFrame, "drain_id" | "frame_key"> & { id: string };

/**
 * What a row takes beside its body, with its part of three indexes; counted with each frame, as in the spool. Measured: up
 * to 302 bytes. Bodies are counted as they came, though Postgres packs those of more than 2 KB: the disk holds less.
 */
export const ROW_OVERHEAD_BYTES = 300;

/** @returns false when this frame is here already (Logplex retried it) */
export async function insert(db: Db, frame: SpilledFrame): Promise<boolean> {
  if (await isSaidHere(db, frame)) return false;
  const rows = await db("spilled_frames").insert(frame).onConflict(["drain_id", "frame_key"]).ignore().returning("id");
  return rows.length === 1;
}

/** Whether this frame is here already: what `insert` would say of it. */
export async function holds(db: Db, frame: SpilledFrame): Promise<boolean> {
  const { drain_id, frame_key } = frame;
  if (await db("spilled_frames").where({ drain_id, frame_key }).first("id")) return true;
  return isSaidHere(db, frame);
}

/**
 * Whether the same words, of a sender that gives no ids, came within a minute. Two resends at the same moment may both
 * get in; the spool tells them apart when they re-enter.
 */
async function isSaidHere(db: Db, frame: SpilledFrame): Promise<boolean> {
  const said = readContentKey(frame.frame_key);
  if (said === null) return false;
  const near = (ms: number) => keyOfWords({ ...said, atMs: said.atMs + ms });
  const row = await db("spilled_frames")
    .where("drain_id", frame.drain_id)
    .where("frame_key", ">", near(-SAME_WORDS_MS))
    .where("frame_key", "<", near(SAME_WORDS_MS))
    .first("id");
  return row !== undefined;
}

/**
 * The oldest few, locked: two workers never move the same frame at once. Call inside a transaction.
 *
 * @param limits at least one frame is taken, however large
 */
export async function takeOldest(
  db: Db,
  limits: { framesMax: number; bytesMax: number },
): Promise<(SpilledFrame & { id: string })[]> {
  // The length of a body that has a place of its own is known without reading it.
  const oldest: { id: string; bytes: number }[] = await db("spilled_frames")
    .orderBy("id")
    .limit(limits.framesMax)
    .forUpdate()
    .skipLocked()
    .select("id", db.raw("octet_length(body) as bytes"));
  let bytes = 0;
  const fitting = oldest.filter((row, i) => {
    bytes += row.bytes;
    return i === 0 || bytes <= limits.bytesMax;
  });
  return db("spilled_frames")
    .whereIn(
      "id",
      fitting.map(({ id }) => id),
    )
    .orderBy("id")
    .select("*");
}

/** The next few after one, oldest first, without their bodies. @param afterId "0" for the first */
export async function listNames(db: Db, afterId: string, count: number): Promise<SpilledName[]> {
  return db("spilled_frames")
    .where("id", ">", afterId)
    .orderBy("id")
    .limit(count)
    .select("id", "drain_id", "frame_key");
}

/** Bytes waiting by resource, rows included: as many as resources, however many frames that is. */
export async function bytesByResource(db: Db): Promise<{ resourceId: string; bytes: number }[]> {
  const rows = await db("spilled_totals")
    .groupBy("resource_id")
    .select<{ resource_id: string; bytes: string }[]>(
      "resource_id",
      db.raw("sum(bytes + ? * frames) as bytes", ROW_OVERHEAD_BYTES),
    );
  // Below zero for a moment, should a purge have forgotten the count of a frame that came behind it.
  return rows.map((row) => ({ resourceId: row.resource_id, bytes: Math.max(0, Number(row.bytes)) }));
}

/** Frames waiting, their bytes with what their rows take, and when the oldest came. */
export async function depth(db: Db): Promise<{ frames: number; bytes: number; oldestMs: number | null }> {
  const [totals, oldest] = await Promise.all([
    db("spilled_totals").sum({ frames: "frames", bytes: "bytes" }).first<Record<"frames" | "bytes", string | null>>(),
    db("spilled_frames").orderBy("id").first<{ created_at: Date } | undefined>("created_at"),
  ]);
  const frames = Number(totals?.frames ?? 0);
  return {
    frames,
    bytes: Number(totals?.bytes ?? 0) + ROW_OVERHEAD_BYTES * frames,
    oldestMs: oldest?.created_at.getTime() ?? null,
  };
}

export async function remove(db: Db, ids: readonly string[]): Promise<void> {
  await db("spilled_frames")
    .whereIn("id", [...ids])
    .delete();
}

/** Whether frames of this resource wait in the overflow. */
export async function hasOfResource(db: Db, resourceId: string): Promise<boolean> {
  return (await db("spilled_frames").where({ resource_id: resourceId }).first("id")) !== undefined;
}

/** When the oldest frame of this resource came to the overflow; null when none waits there. */
export async function oldestOfResource(db: Db, resourceId: string): Promise<Date | null> {
  const row = await db("spilled_frames").where({ resource_id: resourceId }).min({ oldest: "created_at" }).first();
  return (row as { oldest: Date | null } | undefined)?.oldest ?? null;
}

/** Removed at once: a hundred megabytes of Logplex's largest frames, within a statement's time. */
const PURGED_AT_ONCE = 1_000;

/** A loud resource may have millions here: in parts. @returns frames removed */
export async function removeOfResource(db: Db, resourceId: string): Promise<number> {
  for (let total = 0; ; ) {
    const some = db("spilled_frames").where({ resource_id: resourceId }).limit(PURGED_AT_ONCE).select("id");
    const removed = await db("spilled_frames").whereIn("id", some).delete();
    total += removed;
    if (removed < PURGED_AT_ONCE) return total;
  }
}
