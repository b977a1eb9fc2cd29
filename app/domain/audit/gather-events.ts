import { stageIds } from "../../stores/clickhouse/changes/archive-ids.ts";
import type { ChangeBlock } from "../../stores/clickhouse/changes/change-block.ts";
import { type ChangeInsert, gatherChanges } from "../../stores/clickhouse/changes/gather-changes.ts";
import type { ClickHouse } from "../../stores/clickhouse/connection.ts";

/**
 * A part of 55 columns costs as much to write and to merge as a thousand rows, so batches wait for each other, in a file of
 * some 15 MB. Measured (200,000 events, in turns): 2 take 9.3 CPU-seconds, 1 takes 10.3, and with 3 or 4 inserting costs more than
 * merging less saves.
 */
const BATCHES_AT_ONCE = 2;

/** What is stored together. */
interface Gathered {
  number: number;
  batches: number;
  ids: string[];
  changes: ChangeInsert;
}

/** An archive's events on their way into the store. */
export interface EventGathering {
  /**
   * The block may be used again once this returns.
   *
   * @param ids  to be staged before its rows are stored
   */
  add(ids: readonly string[], block: ChangeBlock): Promise<void>;
  /** Returns once everything is stored. */
  finish(): Promise<void>;
  /** Stores no more. Never rejects. */
  discard(): Promise<void>;
}

/** Stores batches of events some at a time: while some are stored, others are gathered. */
export function gatherEvents(clickhouse: ClickHouse, importId: string): EventGathering {
  const begin = (number: number): Gathered => ({ number, batches: 0, ids: [], changes: gatherChanges(clickhouse) });
  const store = async ({ number, ids, changes }: Gathered) => {
    try {
      if (ids.length > 0) await stageIds(clickhouse, importId, number, ids);
    } catch (error) {
      await changes.discard();
      throw error;
    }
    await changes.finish();
  };
  let gathered = begin(0);
  let storing: Promise<void> = Promise.resolve();
  const storeGathered = async () => {
    await storing;
    storing = store(gathered);
    storing.catch(() => {}); // told to whoever waits for it: the next, or the end
    gathered = begin(gathered.number + 1);
  };
  return {
    async add(ids, block) {
      for (const id of ids) gathered.ids.push(id);
      await gathered.changes.write(block);
      gathered.batches++;
      if (gathered.batches === BATCHES_AT_ONCE) await storeGathered();
    },
    async finish() {
      await storeGathered();
      await storing;
    },
    async discard() {
      await storing.catch(() => {});
      await gathered.changes.discard();
    },
  };
}
