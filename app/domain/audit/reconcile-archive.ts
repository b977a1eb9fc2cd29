import type { Services } from "../../context.ts";
import { type ArchiveImport, compareStored } from "../../stores/clickhouse/changes/archive-ids.ts";
import type { ArchiveCounts, ArchiveRow } from "../../stores/postgres/audit-archives.ts";
import { endOfMonthMs, type Month, startOfDayMs, startOfMonthMs } from "./month.ts";

/** Polls come every minute; what they find an hour later Heroku published late. */
const LATE_MS = 3_600_000;

export type Reconciliation = Omit<ArchiveCounts, "unreadable"> & Pick<ArchiveRow, "extra_ids" | "covers_until">;

/**
 * How an imported archive compares with what polling found, counted in the store over every id.
 *
 * @param of        its ids are staged and its events stored
 * @param addedAt   when the source was added
 * @throws Error when an event of the archive is not stored: the import is to be tried again
 */
export async function reconcileArchive(
  { stores }: Pick<Services, "stores">,
  of: ArchiveImport,
  archive: Month & { coversUntil: Date },
  addedAt: Date,
): Promise<Reconciliation> {
  const { staged, ...counts } = await compareStored(stores.clickhouse, of, {
    addedMs: addedAt.getTime(),
    lateMs: LATE_MS,
    coveredFromMs: startOfMonthMs(archive),
    coveredToMs: archive.coversUntil.getTime(),
  });
  if (counts.events !== staged) throw new Error(`${staged} events staged, ${counts.events} of them stored`);
  return { ...counts, covers_until: archive.coversUntil };
}

/**
 * An archive reaches to the midnight before it was written, and never past its month.
 *
 * @param writtenAt  Heroku's `created_at`, or the moment of the download where there is none
 * Source: Dev Center "Audit Trails for Enterprise Accounts": up to midnight UTC of the current day
 */
export function coversUntil(month: Month, writtenAt: Date): Date {
  return new Date(Math.max(startOfMonthMs(month), Math.min(endOfMonthMs(month), startOfDayMs(writtenAt))));
}
