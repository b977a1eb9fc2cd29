import type { Services } from "../../context.ts";
import * as spilledFrames from "../../stores/postgres/spilled-frames.ts";
import type { SpoolFrame } from "../../stores/redis/frame-stream.ts";

/**
 * Small enough that a move is short, large enough that an outage's backlog drains in minutes. Bodies come out of
 * Postgres as text, twice their bytes: 50 of a megabyte were more than a query gets time for, 4 MiB are a tenth of a second.
 */
const ONE_TURN = { framesMax: 50, bytesMax: 4 * 1024 * 1024 };

/**
 * Moves frames that overflowed into Postgres back into the spool, oldest first, through the same accept step as at the
 * door: one that the spool had before is known there and vanishes here. Stops when the spool is full again; what still
 * has room then goes in all the same, for one resource may have filled its half only.
 *
 * @param isStopping asked between moves; what is left stays for the next turn
 * @returns how many left Postgres
 */
export async function respoolFrames(
  { stores }: Pick<Services, "stores">,
  isStopping: () => boolean = () => false,
): Promise<number> {
  let moved = 0;
  while (!isStopping()) {
    const { taken, done } = await stores.pg.transaction(async (tx) => {
      const frames = await spilledFrames.takeOldest(tx, ONE_TURN);
      const outcomes = await Promise.all(frames.map((frame) => stores.frames.reenter(toSpoolFrame(frame))));
      const left = frames.filter((_, i) => outcomes[i] !== "full");
      await spilledFrames.remove(
        tx,
        left.map(({ id }) => id),
      );
      return { taken: frames.length, done: left };
    });
    await stores.frames.settle(done.map(nameOf));
    moved += done.length;
    if (done.length < taken || taken === 0) return moved;
  }
  return moved;
}

/** A row of the overflow as the spool takes it. */
export function toSpoolFrame(row: spilledFrames.SpilledFrame): SpoolFrame {
  return {
    drainId: row.drain_id,
    resourceId: row.resource_id,
    frameKey: row.frame_key,
    msgCount: row.msg_count,
    isOverQuota: row.is_over_quota,
    retentionDays: row.retention_days,
    hasStructuredData: row.has_structured_data,
    declaredDropped: row.declared_dropped,
    exclusionSet: row.exclusion_set,
    redacted: row.redacted,
    body: row.body,
  };
}

/** Of a row, what the spool knows it by. */
export const nameOf = (row: Pick<spilledFrames.SpilledName, "drain_id" | "frame_key">) => ({
  drainId: row.drain_id,
  frameKey: row.frame_key,
});
