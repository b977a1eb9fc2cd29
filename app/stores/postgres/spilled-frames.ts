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
  body: Buffer;
}

/** A row without its body. */
export type SpilledName = Pick<SpilledFrame, "drain_id" | "frame_key"> & { id: string };

/** @returns false when this frame is here already (Logplex retried it) */
export async function insert(db: Db, frame: SpilledFrame): Promise<boolean> {
  if (await isSaidHere(db, frame)) return false;
  const rows = await db("spilled_frames").insert(frame).onConflict(["drain_id", "frame_key"]).ignore().returning("id");
  return rows.length === 1;
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

/** Some ten milliseconds; an overflow of more is estimated. */
const COUNTED_MAX = 10_000;

/**
 * Frames and bytes waiting, and when the oldest came. Of more than `COUNTED_MAX` frames the oldest are counted; how many
 * there are in all is at most the span of their ids, and their bytes are taken to be like those of the oldest.
 */
export async function depth(
  db: Db,
  countedMax = COUNTED_MAX,
): Promise<{ frames: number; bytes: number; oldestMs: number | null }> {
  const { rows } = (await db.raw(
    `select count(*) as counted, coalesce(sum(octet_length(body)), 0) as bytes, min(created_at) as oldest,
            coalesce((select max(id) from spilled_frames) - min(id) + 1, 0) as span
     from (select id, body, created_at from spilled_frames order by id limit ?) as oldest_frames`,
    [countedMax],
  )) as { rows: [{ counted: string; bytes: string; oldest: Date | null; span: string }] };
  const [counted, bytes, span] = [Number(rows[0].counted), Number(rows[0].bytes), Number(rows[0].span)];
  const frames = counted < countedMax ? counted : span;
  return {
    frames,
    bytes: frames === counted ? bytes : Math.round((bytes / counted) * frames),
    oldestMs: rows[0].oldest?.getTime() ?? null,
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
