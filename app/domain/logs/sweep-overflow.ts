import type { Services } from "../../context.ts";
import * as spilledFrames from "../../stores/postgres/spilled-frames.ts";
import { nameOf } from "./respool-frames.ts";

/** A millisecond of Redis' time. */
const ROWS_AT_ONCE = 1_000;

/**
 * Lets go of what waits in the overflow although the spool has had it: Redis took the frame and died before it said so,
 * or a retry found room. Moving would find that out too, but not while the spool is full, and a frame that was stored is
 * remembered for 15 minutes. No body is read.
 *
 * @returns how many were let go
 */
export async function sweepOverflow({ stores, log }: Pick<Services, "stores" | "log">): Promise<number> {
  let removed = 0;
  for (let afterId = "0"; ; ) {
    const rows = await spilledFrames.listNames(stores.pg, afterId, ROWS_AT_ONCE);
    const last = rows.at(-1);
    if (last === undefined) break;
    afterId = last.id;
    const isKnown = await stores.frames.recognise(rows.map(nameOf));
    const known = rows.filter((_, i) => isKnown[i]);
    if (known.length === 0) continue;
    await spilledFrames.remove(
      stores.pg,
      known.map(({ id }) => id),
    );
    await stores.frames.settle(known.map(nameOf));
    removed += known.length;
  }
  if (removed > 0) log.info({ frames: removed }, "overflow: known to the spool already");
  return removed;
}
