import type { Services } from "../../context.ts";
import { Tally } from "../../lib/tally.ts";
import type { Db } from "../../stores/postgres/connection.ts";
import * as spilledFrames from "../../stores/postgres/spilled-frames.ts";

/*
 * The overflow: frames for which the spool had no room wait in Postgres. The control plane lives there, too, and a full
 * disk would end provisioning and sign-in for everyone; so the overflow is bounded, and what finds no room is refused
 * (503: Logplex tries again, and counts what it drops as L10).
 *
 * A resource may hold as much as is left free beside it, and no more. Alone it fills half. Two loud ones fill a third
 * each, n of them an n+1th: whatever they do, the next one still finds as much room as the loudest has. A fixed half
 * would leave nothing to a quiet resource once two are loud.
 *
 * How full it is, is read from Postgres once a second at most while frames spill, and what this process has added since
 * is added to it. Not known is what other processes took since their last reading: so much may come on top of the bound,
 * about a second of what Postgres can write, once. Room that was freed is seen a second later.
 */

/** Short, because it is how far the bound may be overshot; the query is of as many rows as resources have spilled. */
const FRESH_MS = 1_000;

export interface Overflow {
  /**
   * Keeps the frame unless a bound says no; one that is here already is a duplicate even then.
   *
   * @param db a transaction that takes it from elsewhere
   * @throws when Postgres does not answer: then nothing of it is known to be kept
   */
  take(frame: spilledFrames.SpilledFrame, db?: Db): Promise<"spilled" | "duplicate" | "full">;
}

/** For one process: two of them overshoot a little, as two processes do. */
export function createOverflow({ stores, config, clock }: Pick<Services, "stores" | "config" | "clock">): Overflow {
  /** What waits by the last reading; null before the first. */
  let read: Tally | null = null;
  let readAtMs = Number.NEGATIVE_INFINITY;
  let reading: Promise<void> | null = null;
  /** Of this process: what is being inserted; what was since the reading under way began; what was before that. */
  const inserting = new Tally();
  let inserted = new Tally();
  let insertedBefore = new Tally();

  const measure = async () => {
    readAtMs = clock.now().getTime();
    insertedBefore.addAll(inserted);
    inserted = new Tally();
    try {
      const found = new Tally();
      for (const { resourceId, bytes } of await spilledFrames.bytesByResource(stores.pg)) found.add(resourceId, bytes);
      read = found;
      insertedBefore = new Tally(); // it was committed, so the reading has it
    } catch (error) {
      readAtMs = Number.NEGATIVE_INFINITY;
      throw error;
    } finally {
      reading = null;
    }
  };

  /** Ahead of the insert, and in one step with the look: frames that come together must not all find the same room. */
  const reserve = (resourceId: string, bytes: number): boolean => {
    if (read === null) return false;
    const tallies = [read, inserting, inserted, insertedBefore];
    const sum = (of: (tally: Tally) => number) => tallies.reduce((total, tally) => total + of(tally), bytes);
    const free = config.overflowBytesMax - sum((tally) => tally.total);
    if (sum((tally) => tally.of(resourceId)) > free) return false;
    inserting.add(resourceId, bytes);
    return true;
  };

  /** Waits for a reading only where it could turn a refusal: an outage's frames have no time to give away. */
  const findRoom = async (resourceId: string, bytes: number): Promise<boolean> => {
    if (reading === null && clock.now().getTime() - readAtMs >= FRESH_MS) {
      reading = measure();
      reading.catch(() => {}); // who waits for it hears of it
    }
    if (reserve(resourceId, bytes)) return true;
    await reading;
    return reserve(resourceId, bytes);
  };

  return {
    async take(frame, db = stores.pg) {
      const { resource_id: resourceId } = frame;
      const bytes = frame.body.length + spilledFrames.ROW_OVERHEAD_BYTES;
      if (!(await findRoom(resourceId, bytes))) return (await spilledFrames.holds(db, frame)) ? "duplicate" : "full";
      try {
        if (!(await spilledFrames.insert(db, frame))) return "duplicate";
        inserted.add(resourceId, bytes);
        return "spilled";
      } finally {
        inserting.add(resourceId, -bytes);
      }
    },
  };
}
