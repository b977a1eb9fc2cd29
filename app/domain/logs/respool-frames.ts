import type { Services } from "../../context.ts";
import * as spilledFrames from "../../stores/postgres/spilled-frames.ts";
import type { SpoolFrame } from "../../stores/redis/frame-stream.ts";

/** Small enough that a move is short, large enough that an outage's backlog drains in minutes. */
const FRAMES_AT_ONCE = 50;

/**
 * Moves frames that overflowed into Postgres back into the spool, oldest first, through the same accept step as at the
 * door: one that Logplex retried meanwhile is known there and vanishes here. Stops when the spool is full again.
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
    const batch = await stores.pg.transaction(async (tx) => {
      const frames = await spilledFrames.takeOldest(tx, FRAMES_AT_ONCE);
      const done: string[] = [];
      for (const frame of frames) {
        const outcome = await stores.frames.accept(toSpoolFrame(frame));
        if (outcome === "full") break;
        done.push(frame.id);
      }
      await spilledFrames.remove(tx, done);
      return { taken: frames.length, done: done.length };
    });
    moved += batch.done;
    if (batch.done === 0 || batch.done < batch.taken) return moved;
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
    body: row.body,
  };
}
