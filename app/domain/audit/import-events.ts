import type { Services } from "../../context.ts";
import { type ArchiveImport, findStored, hasStored, stageIds } from "../../stores/clickhouse/changes/archive-ids.ts";
import type { ChangeRow } from "../../stores/clickhouse/changes/change-block.ts";
import { type AuditOrigin, normaliseAuditEvent } from "../changes/normalise-audit-event.ts";
import { storeChanges } from "../changes/store-changes.ts";
import { endOfMonthMs, formatMonth, type Month, startOfMonthMs } from "./month.ts";
import { readArchive } from "./read-archive.ts";

/** Enough that a block's own cost is small, few enough that building one holds up nobody's request for long. */
const ROWS_AT_ONCE = 5_000;

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

/**
 * Stores the events of an archive that are not stored yet, marked as brought by it, and stages the ids of all of them
 * for the comparison. Memory does not grow with the archive. Any number of times, also after a death half-way: what is
 * stored is stored once.
 *
 * @param gz   the archive's bytes
 * @throws UnreadableArchiveError; what came before the fault is stored
 */
export async function importEvents(
  services: Pick<Services, "stores">,
  origin: ArchiveOrigin,
  gz: AsyncIterable<Uint8Array>,
): Promise<ImportedEvents> {
  const { clickhouse } = services.stores;
  const seen: ImportedEvents = { unreadable: 0, fromMs: startOfMonthMs(origin), toMs: endOfMonthMs(origin) };
  const toImport = (): ArchiveImport => ({ ...origin, fromMs: seen.fromMs, toMs: seen.toMs });
  const isFirst = !(await hasStored(clickhouse, toImport()));
  const rowOrigin: AuditOrigin = { ...origin, period: formatMonth(origin), via: "archive" };
  let rows: ChangeRow[] = [];
  let batches = 0;
  // One batch is stored while the next is read: the store works on threads of its own.
  let storing: Promise<void> = Promise.resolve();
  const store = async (some: ChangeRow[], number: number) => {
    await stageIds(clickhouse, origin.importId, number, [...new Set(some.map(({ id }) => id))]);
    const stored = isFirst ? new Set<string>() : await findStored(clickhouse, toImport(), number);
    await storeChanges(
      services,
      some.filter(({ id }) => !stored.has(id)),
    );
  };
  const storeNext = async () => {
    const some = rows;
    rows = [];
    await storing;
    storing = store(some, batches++);
    storing.catch(() => {}); // told to whoever waits for it: the next batch, or the end
  };
  try {
    for await (const part of readArchive(gz)) {
      seen.unreadable += part.unreadable;
      for (const event of part.events) {
        const row = normaliseAuditEvent(event, rowOrigin);
        seen.fromMs = Math.min(seen.fromMs, row.eventTime);
        seen.toMs = Math.max(seen.toMs, row.eventTime + 1);
        rows.push(row);
      }
      if (rows.length >= ROWS_AT_ONCE) await storeNext();
    }
    if (rows.length > 0) await storeNext();
  } finally {
    await storing; // nothing of ours goes on behind the caller's back
  }
  return seen;
}
