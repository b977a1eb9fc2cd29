import { setImmediate as nextTurn } from "node:timers/promises";
import type { Services } from "../../context.ts";
import { type ArchiveImport, findStored, hasStored, stageIds } from "../../stores/clickhouse/changes/archive-ids.ts";
import { ChangeBlock } from "../../stores/clickhouse/changes/change-block.ts";
import { openEnricher } from "../changes/enrich-change.ts";
import { type AuditOrigin, keyOfAuditEvent, normaliseAuditEvent } from "../changes/normalise-audit-event.ts";
import { gatherEvents } from "./gather-events.ts";
import { endOfMonthMs, formatMonth, type Month, startOfMonthMs } from "./month.ts";
import { type ArchiveEvent, parseEntry, readArchive } from "./read-archive.ts";
import { UnreadableArchiveError } from "./unreadable-archive-error.ts";

/** Enough that a block's own cost is small, few enough that two of them are a fraction of what an import may hold. */
const ROWS_AT_ONCE = 6_000;
/** An event has some 600 characters, and may have a million: so many of any size are one batch. */
const CHARS_AT_ONCE = 4_000_000;

/** A thousand are some 10 ms: the process has other things to do, too. */
const ROWS_A_TURN = 1_000;

export interface ImportedEvents {
  /** Entries that are no events. */
  unreadable: number;
  /** The month and whatever of the archive lies outside of it, milliseconds, half-open. */
  fromMs: number;
  toMs: number;
}

/** Whose archive, of which month. */
export interface ArchiveOrigin extends Month {
  importId: string;
  resourceId: string;
  sourceId: string;
  receivedAtMs: number;
  retentionDays: number;
}

/** Events on their way into the store. Two take turns: one is filled while the other is stored. */
interface Batch {
  number: number;
  /** With repeats, as the archive has them. */
  ids: string[];
  /** Of all events; kept where it is to be asked first which of them are stored. */
  jsons: string[];
  chars: number;
  block: ChangeBlock;
}

/**
 * Stores the events of an archive that are not stored yet, marked as brought by it, and stages the ids of all of them
 * for the comparison. Memory does not grow with the archive: two batches, whatever the size of their events. Any number
 * of times, also after a death half-way: what is stored is stored once.
 *
 * @param gz   the archive's bytes
 * @throws UnreadableArchiveError; what came before the fault is stored
 */
export async function importEvents(
  services: Pick<Services, "stores">,
  origin: ArchiveOrigin,
  gz: AsyncIterable<Uint8Array>,
): Promise<ImportedEvents> {
  const { clickhouse, geoip } = services.stores;
  const seen: ImportedEvents = { unreadable: 0, fromMs: startOfMonthMs(origin), toMs: endOfMonthMs(origin) };
  const toImport = (): ArchiveImport => ({ ...origin, fromMs: seen.fromMs, toMs: seen.toMs });
  const rowOrigin: AuditOrigin = { ...origin, period: formatMonth(origin), via: "archive" };
  // Then nobody needs to be asked what is stored already, and events become rows as they are read.
  const isFirst = !(await hasStored(clickhouse, toImport()));
  let enrich = await openEnricher(geoip);
  const gathered = gatherEvents(clickhouse, origin.importId);
  const addRow = (batch: Batch, { event, json }: ArchiveEvent) => {
    const row = normaliseAuditEvent(event, rowOrigin, json);
    batch.block.add(enrich(row));
    return row;
  };
  const keep = (batch: Batch, { event, json }: ArchiveEvent) => {
    batch.jsons.push(json);
    return keyOfAuditEvent(event, rowOrigin);
  };
  const store = async (batch: Batch) => {
    if (isFirst) {
      await gathered.add(batch.ids, batch.block);
      return;
    }
    await stageIds(clickhouse, origin.importId, batch.number, batch.ids);
    const stored = await findStored(clickhouse, toImport(), batch.number);
    for (const [i, json] of batch.jsons.entries()) {
      if (i % ROWS_A_TURN === 0) await nextTurn();
      const event = stored.has(batch.ids[i] as string) ? null : parseEntry(json);
      if (event !== null) addRow(batch, { event, json });
    }
    await gathered.add([], batch.block);
  };
  let filling = emptyBatch(0);
  let spare = emptyBatch(1);
  // One batch is stored while the next is read: the store works on threads of its own.
  let storing: Promise<void> = Promise.resolve();
  const storeFilled = async () => {
    await storing;
    [filling, spare] = [cleared(spare, filling.number + 1), filling];
    storing = store(spare);
    storing.catch(() => {}); // told to whoever waits for it: the next batch, or the end
    enrich = await openEnricher(geoip);
  };
  try {
    for await (const events of readArchive(gz)) {
      for (const event of events) {
        if (event === null) {
          seen.unreadable++;
          continue;
        }
        const { id, eventTime } = isFirst ? addRow(filling, event) : keep(filling, event);
        filling.ids.push(id);
        filling.chars += event.json.length;
        seen.fromMs = Math.min(seen.fromMs, eventTime);
        seen.toMs = Math.max(seen.toMs, eventTime + 1);
      }
      if (filling.ids.length >= ROWS_AT_ONCE || filling.chars >= CHARS_AT_ONCE) await storeFilled();
    }
    if (filling.ids.length > 0) await storeFilled();
    await storing;
    await gathered.finish();
  } catch (error) {
    await storing.catch(() => {}); // nothing of ours goes on behind the caller's back
    await (error instanceof UnreadableArchiveError ? gathered.finish() : gathered.discard());
    throw error;
  }
  return seen;
}

function emptyBatch(number: number): Batch {
  return { number, ids: [], jsons: [], chars: 0, block: new ChangeBlock() };
}

/** Its columns keep their memory. */
function cleared({ block }: Batch, number: number): Batch {
  block.clear();
  return { ...emptyBatch(number), block };
}
