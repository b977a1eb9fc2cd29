import type { Services } from "../../context.ts";
import type { ArchiveRow } from "../../stores/postgres/audit-archives.ts";
import * as archives from "../../stores/postgres/audit-archives.ts";
import * as sources from "../../stores/postgres/audit-sources.ts";
import { askArchives } from "./ask-archives.ts";
import { IMPORT_SILENT_MS } from "./import-archive.ts";
import { formatMonth, startOfDayMs } from "./month.ts";

/** Asks Heroku which archives a source has, and sees to the import of those that are due. */
export async function syncArchives(
  services: Services,
  { resourceId, sourceId }: { resourceId: string; sourceId: string },
): Promise<void> {
  for (const { id } of await listDueArchives(services, resourceId, sourceId))
    await services.queues.enqueue("import-archive", { resourceId, archiveId: id });
}

/**
 * Notes the months Heroku lists, and says which of them are to be imported now, oldest first.
 *
 * @throws HerokuError, HerokuAwayError
 */
export async function listDueArchives(services: Services, resourceId: string, sourceId: string): Promise<ArchiveRow[]> {
  const { stores, clock } = services;
  const source = await sources.find(stores.pg, resourceId, sourceId);
  const listed = source && (await askArchives(services, source));
  if (!source || !listed) return [];
  await archives.upsertListed(stores.pg, resourceId, sourceId, listed);
  await archives.noteListed(stores.pg, resourceId, sourceId, clock.now());
  const rows = await archives.listOfSource(stores.pg, resourceId, sourceId);
  const now = clock.now();
  return rows.filter((row) => formatMonth(row) >= source.archives_from && isDue(row, now)).reverse();
}

/**
 * - what was never tried, and what an import left that showed no life for a while
 * - an archive of another checksum than the one we have: the open month, each night
 * - what failed or did not match, once a midnight: Heroku writes archives then, and a fault may pass
 */
export function isDue(row: ArchiveRow, now: Date): boolean {
  const isTriedToday = row.tried_at !== null && row.tried_at.getTime() >= startOfDayMs(now);
  switch (row.status) {
    case "pending":
      return true;
    case "importing":
      return row.touched_at === null || row.touched_at.getTime() < now.getTime() - IMPORT_SILENT_MS;
    case "verified":
      return row.checksum !== row.computed_checksum;
    default:
      return !isTriedToday;
  }
}

/** Heroku writes archives two minutes past midnight; a quarter of an hour is for the largest. */
const WRITTEN_AFTER_MS = 15 * 60_000;

/** Sees to every source whose archives were not asked for since last midnight, and to imports that died. */
export async function sweepArchives({ stores, queues, clock }: Services): Promise<void> {
  const now = clock.now();
  const writtenAt = new Date(startOfDayMs(new Date(now.getTime() - WRITTEN_AFTER_MS)) + WRITTEN_AFTER_MS);
  const silentSince = new Date(now.getTime() - IMPORT_SILENT_MS);
  for (const { resource_id, id } of await archives.listUnsynced(stores.pg, { writtenAt, silentSince }))
    await queues.enqueue("sync-archives", { resourceId: resource_id, sourceId: id });
}
