import { randomUUID } from "node:crypto";
import { ArchiveNotFetchedError } from "../../clients/fetch-archive.ts";
import { UnsafeRequestError } from "../../clients/safe-fetch.ts";
import type { Services } from "../../context.ts";
import type { ArchiveOutcome, ArchiveRow } from "../../stores/postgres/audit-archives.ts";
import * as archives from "../../stores/postgres/audit-archives.ts";
import { readChunks, removeEvidence } from "../../stores/postgres/audit-evidence.ts";
import type { AuditSourceRow } from "../../stores/postgres/audit-sources.ts";
import * as sources from "../../stores/postgres/audit-sources.ts";
import * as resources from "../../stores/postgres/resources.ts";
import { getPlan } from "../resources/plans.ts";
import { toArchiveRefusal } from "./archive-refusal.ts";
import { askArchive } from "./ask-archives.ts";
import { importEvents } from "./import-events.ts";
import { keepEvidence } from "./keep-evidence.ts";
import { coversUntil, type Reconciliation, reconcileArchive } from "./reconcile-archive.ts";
import { UnreadableArchiveError } from "./unreadable-archive-error.ts";

/**
 * An import shows life with every percent. A percent of a gigabyte takes seconds, so after a minute of silence it is
 * dead, and another may take the month over.
 */
export const IMPORT_SILENT_MS = 60_000;
/** What a download is of an import, which is mostly storing. */
const DOWNLOAD_PERCENT = 10;

/** The source was removed while its archive was imported. */
class ImportEndedError extends Error {}

type Progress = (percent: number) => Promise<void>;

/**
 * Fetches one month's archive, checks its bytes against the checksum Heroku states, stores the events we lack and
 * records how it compares with what polling found. What cannot be proven is kept as evidence and not imported.
 * Any number of times: bytes that came whole are not fetched again, events are stored once, the counts are those of the
 * store. After a death of the process, the next call goes on.
 *
 * @param progress told in percent
 * @throws what the stores throw; the month then stays `importing` and is taken over by the next try
 */
export async function importArchive(
  services: Services,
  input: { resourceId: string; archiveId: string },
  progress: Progress = async () => {},
): Promise<void> {
  const { stores, clock, log } = services;
  const { resourceId, archiveId } = input;
  const now = clock.now();
  const staleBefore = new Date(now.getTime() - IMPORT_SILENT_MS);
  const archive = await archives.claim(stores.pg, resourceId, archiveId, { now, staleBefore });
  const source = archive && (await sources.find(stores.pg, resourceId, archive.source_id));
  if (!archive || !source) return;
  const tell = tellProgress(services, archive, progress);
  try {
    const outcome = await importMonth(services, source, archive, tell);
    await archives.finish(stores.pg, resourceId, archiveId, outcome);
    await progress(100);
    const { status, events, missing, extra } = outcome;
    log.info({ resourceId, archiveId, status, events, missing, extra }, "archive imported");
  } catch (error) {
    if (error instanceof ImportEndedError) return;
    const refusal = toRefusal(error);
    if (refusal === null) throw error;
    log.warn({ resourceId, archiveId, code: refusal.error_code, err: error }, "archive not imported");
    await archives.finish(stores.pg, resourceId, archiveId, refusal);
  }
}

async function importMonth(
  services: Services,
  source: AuditSourceRow,
  claimed: ArchiveRow,
  tell: Progress,
): Promise<ArchiveOutcome> {
  const { stores, clock } = services;
  const archive = await fetchUnlessKept(services, source, claimed, tell);
  if (archive.checksum !== archive.computed_checksum) return mismatch(archive);
  const resource = await resources.find(stores.pg, source.resource_id);
  if (resource === null || resource.state === "deprovisioned") throw new ImportEndedError();
  const origin = {
    importId: randomUUID(),
    resourceId: source.resource_id,
    sourceId: source.id,
    year: archive.year,
    month: archive.month,
    receivedAtMs: clock.now().getTime(),
    retentionDays: getPlan(resource.plan).changeRetentionDays,
  };
  const { unreadable, ...range } = await importEvents(services, origin, evidenceOf(services, archive, tell));
  const covered = { ...archive, coversUntil: coversUntil(archive, archive.heroku_created_at ?? clock.now()) };
  const found = await reconcileArchive(services, { ...origin, ...range }, covered, source.created_at);
  return unreadable > 0 ? partlyRead(found, unreadable) : verified(found, clock.now());
}

/** The bytes of the checksum that Heroku states now: those of an earlier try, or fetched. */
async function fetchUnlessKept(
  services: Services,
  source: AuditSourceRow,
  archive: ArchiveRow,
  tell: Progress,
): Promise<ArchiveRow> {
  if (archive.evidence_id !== null && archive.checksum !== null && archive.checksum === archive.computed_checksum)
    return archive;
  const { pg } = services.stores;
  const stated = await askArchive(services, source, archive);
  if (stated === null) throw new ArchiveNotFetchedError("its source has ended");
  const { listed, url } = stated;
  await archives.upsertListed(pg, source.resource_id, source.id, [listed]);
  const evidence = await keepEvidence(
    { pg, links: services.clients.archiveLinks },
    { resourceId: source.resource_id, sourceId: source.id },
    { url, size: listed.size },
    (size) => tell(DOWNLOAD_PERCENT * shareOf(size, listed.size)),
  );
  await archives.setEvidence(pg, source.resource_id, archive.id, evidence);
  if (archive.evidence_id !== null) await removeEvidence(pg, source.resource_id, archive.evidence_id);
  return { ...archive, ...listed, ...evidence };
}

async function* evidenceOf(
  { stores }: Services,
  archive: ArchiveRow,
  tell: Progress,
): AsyncGenerator<Buffer, void, undefined> {
  let read = 0;
  for await (const bytes of readChunks(stores.pg, archive.resource_id, archive.evidence_id as string)) {
    yield bytes;
    read += bytes.length;
    await tell(DOWNLOAD_PERCENT + (99 - DOWNLOAD_PERCENT) * shareOf(read, archive.computed_size));
  }
}

function shareOf(part: number, whole: number | null): number {
  return Math.min(1, part / Math.max(1, whole ?? part));
}

/** Writes down each new percent, and notices that the month is gone. */
function tellProgress({ stores, clock }: Services, { id, resource_id }: ArchiveRow, progress: Progress): Progress {
  let told = 0;
  return async (percent) => {
    const whole = Math.floor(percent);
    if (whole === told) return;
    told = whole;
    if (!(await archives.setProgress(stores.pg, resource_id, id, { progress: whole, now: clock.now() })))
      throw new ImportEndedError();
    await progress(whole);
  };
}

function verified(found: Reconciliation, at: Date): ArchiveOutcome {
  return { ...found, ...GOOD, status: "verified", unreadable: 0, verified_at: at };
}

const GOOD = { progress: 100, error_code: null, error_advice: null };

/** Every event that can be read is stored, but nobody can say that the archive's events all are. */
function partlyRead(found: Reconciliation, unreadable: number): ArchiveOutcome {
  return {
    ...found,
    status: "failed",
    progress: 100,
    unreadable,
    verified_at: null,
    error_code: "audit.archive_unreadable",
    error_advice: `${unreadable} of the archive's entries cannot be read; its other events are stored. We fetch it again after midnight UTC. If it stays so, ask Heroku's support.`,
  };
}

function mismatch({ checksum }: ArchiveRow): ArchiveOutcome {
  const what =
    checksum === null
      ? "Heroku states no checksum for this archive, so nothing proves that it is whole."
      : "The archive's bytes do not have the checksum that Heroku states.";
  return {
    status: "mismatch",
    progress: 100,
    verified_at: null,
    error_code: "audit.archive_mismatch",
    error_advice: `${what} It is kept as evidence and was not imported. We fetch it again after midnight UTC. If it stays so, ask Heroku's support.`,
  };
}

/** @returns null for trouble of our own, which the job's retries are for */
function toRefusal(error: unknown): ArchiveOutcome | null {
  const refused = { status: "failed" as const, progress: 0, verified_at: null };
  const refusal = toArchiveRefusal(error);
  if (refusal) return { ...refused, error_code: refusal.code, error_advice: refusal.advice };
  const reason = reasonOf(error);
  return reason === null
    ? null
    : {
        ...refused,
        error_code: "audit.archive_unreadable",
        error_advice: `${reason}. We fetch it again after midnight UTC. If it stays so, ask Heroku's support.`,
      };
}

function reasonOf(error: unknown): string | null {
  if (error instanceof UnreadableArchiveError) return `The archive cannot be read: ${error.message}`;
  if (error instanceof ArchiveNotFetchedError) return `The archive could not be fetched: ${error.message}`;
  const cause = (error as Error | null)?.cause;
  if (error instanceof UnsafeRequestError || cause instanceof UnsafeRequestError)
    return "The archive could not be fetched: its link leads to a private address";
  return null;
}
