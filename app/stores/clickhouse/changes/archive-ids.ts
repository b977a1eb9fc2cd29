import { randomUUID } from "node:crypto";
import type { ClickHouse } from "../connection.ts";
import { encodeBlock, StringColumn, UInt32Column, UuidColumn } from "../native-block.ts";
import type { QueryCaps } from "../query-limits.ts";

/** One comparison of an archive with what is stored. */
export interface ArchiveImport {
  importId: string;
  resourceId: string;
  /** The audit source: only what its polls stored can be missing from the archive. */
  sourceId: string;
  /** Times of the archive's events, milliseconds, half-open. */
  fromMs: number;
  toMs: number;
}

/**
 * Who brought an event first: of rows with one id the first received is the one that is kept. It is noted in the row,
 * because a month is read again every night, and what the first reading brought is not found by polling in the second.
 */
const IS_BY_ARCHIVE = "argMin(tags['via'] = 'archive', receivedAt)";

/**
 * Ids are compared by 16 bytes of hash, which takes a third of the time and of the memory that their text does. Two
 * different ones with one hash are not to be expected in any number of archives, and would be counted as one.
 */
const HASH = "sipHash128(id)";

/** Distinct ids compared at once: some 60 MB, where 200,000 take 95. More parts read the month through more often. */
const IDS_AT_ONCE = 100_000;

/** Wider than any search of a customer, and no customer waits: the month's rows are read through once for each part. */
const CAPS: QueryCaps = { secondsMax: 300, bytesMax: 2_000_000_000, rowsMax: 10_000_000_000 };

/** Notes ids of the archive, as one batch. They may repeat. */
export async function stageIds(
  clickhouse: ClickHouse,
  importId: string,
  batch: number,
  ids: readonly string[],
): Promise<void> {
  const distinct = new Set(ids);
  const imports = new UuidColumn("import_id");
  const batches = new UInt32Column("batch");
  const texts = new StringColumn("id");
  for (const id of distinct) {
    imports.add(importId);
    batches.add(batch);
    texts.add(id);
  }
  const columns = [imports, batches, texts];
  await clickhouse.insertBlock(
    "audit_archive_ids",
    columns.map(({ name }) => name),
    encodeBlock(columns, distinct.size),
    randomUUID(),
  );
}

/** Those ids of a batch that are stored. */
export async function findStored(clickhouse: ClickHouse, of: ArchiveImport, batch: number): Promise<Set<string>> {
  const rows = await clickhouse.query<{ id: string }>(
    `SELECT DISTINCT id FROM heroku_audit_logs WHERE ${IN_RANGE}
       AND id IN (SELECT id FROM audit_archive_ids WHERE import_id = {import:UUID} AND batch = {batch:UInt32})`,
    { ...paramsOf(of), batch },
    { caps: CAPS },
  );
  return new Set(rows.map(({ id }) => id));
}

/** Is anything stored in that time? Nothing is, when a past is filled in for the first time. */
export async function hasStored(clickhouse: ClickHouse, of: ArchiveImport): Promise<boolean> {
  const rows = await clickhouse.query(
    `SELECT 1 AS one FROM heroku_audit_logs WHERE ${IN_RANGE} LIMIT 1`,
    paramsOf(of),
    {
      caps: CAPS,
    },
  );
  return rows.length > 0;
}

export interface StoredCounts {
  /** Of the archive's distinct ids. */
  staged: number;
  /** Of these, stored: fewer than staged means that an insert was lost. */
  events: number;
  already_stored: number;
  missing: number;
  backfilled: number;
  late: number;
  /** What polls of the source stored within the covered time and the archive does not have, with the first ids of those. */
  extra: number;
  extra_ids: string[];
}

export interface ComparedTimes {
  /** When the source was added: polling could not find what happened before. */
  addedMs: number;
  /** Found by polling this long after it happened, an event counts as late. */
  lateMs: number;
  /** What the archive should have everything of, milliseconds, half-open; within its import's time. */
  coveredFromMs: number;
  coveredToMs: number;
}

/** What a person would look into; the count says how many there are. */
const EXTRA_IDS_MAX = 100;

/**
 * Compares all staged ids with what is stored of them and of the source, in one pass over the rows: who brought each
 * event first, and what the archive lacks.
 */
export async function compareStored(
  clickhouse: ClickHouse,
  of: ArchiveImport,
  times: ComparedTimes,
): Promise<StoredCounts> {
  const [{ staged = 0 } = {}] = await clickhouse.query<{ staged: number }>(
    "SELECT uniqExact(id) AS staged FROM audit_archive_ids WHERE import_id = {import:UUID}",
    paramsOf(of),
    { caps: CAPS },
  );
  const sum = { staged, events: 0, already_stored: 0, missing: 0, backfilled: 0, late: 0, extra: 0 };
  const extraIds: string[] = [];
  for (const part of partsOf(staged)) {
    const [{ extra_ids = [], ...counts } = { extra_ids: [] }] = await clickhouse.query<Omit<StoredCounts, "staged">>(
      `WITH is_staged AND is_by_archive AS is_brought, is_staged AND NOT is_by_archive AS is_polled,
         NOT is_staged AND NOT is_by_archive AND is_of_source
           AND at_ms >= {coveredFrom:Int64} AND at_ms < {coveredTo:Int64} AS is_extra
       SELECT countIf(is_staged) AS events, countIf(is_polled) AS already_stored,
         countIf(is_brought AND at_ms >= {added:Int64}) AS missing,
         countIf(is_brought AND at_ms < {added:Int64}) AS backfilled,
         countIf(is_polled AND at_ms >= {added:Int64} AND received_ms - at_ms > {late:Int64}) AS late,
         countIf(is_extra) AS extra, groupArraySortedIf(${EXTRA_IDS_MAX})(event_id, is_extra) AS extra_ids
       FROM (
         SELECT any(${HASH} IN (${STAGED_PART})) AS is_staged,
           anyIf(if(eventID = '', id, eventID), ${HASH} NOT IN (${STAGED_PART})) AS event_id,
           max(sourceID = {source:String}) AS is_of_source, ${IS_BY_ARCHIVE} AS is_by_archive,
           toUnixTimestamp64Milli(argMin(eventTime, receivedAt)) AS at_ms,
           toUnixTimestamp64Milli(min(receivedAt)) AS received_ms
         FROM heroku_audit_logs
         WHERE ${IN_RANGE} AND ${IN_PART} AND (sourceID = {source:String} OR ${HASH} IN (${STAGED_PART})) GROUP BY ${HASH}
       )`,
      {
        ...paramsOf(of),
        ...part,
        source: of.sourceId,
        added: times.addedMs,
        late: times.lateMs,
        coveredFrom: times.coveredFromMs,
        coveredTo: times.coveredToMs,
      },
      { caps: CAPS },
    );
    for (const [name, count] of Object.entries(counts)) sum[name as keyof typeof sum] += count;
    extraIds.push(...extra_ids);
  }
  return { ...sum, extra_ids: extraIds.sort().slice(0, EXTRA_IDS_MAX) };
}

const IN_RANGE = `resource_id = {resource:UUID}
  AND eventTime >= fromUnixTimestamp64Milli({from:Int64}, 'UTC') AND eventTime < fromUnixTimestamp64Milli({to:Int64}, 'UTC')`;
const IN_PART = "cityHash64(id) % {parts:UInt32} = {part:UInt32}";
const STAGED_PART = `SELECT ${HASH} FROM audit_archive_ids WHERE import_id = {import:UUID} AND ${IN_PART}`;

/** So many parts by hash that each is small, however large the archive. */
function partsOf(staged: number): { parts: number; part: number }[] {
  const parts = Math.max(1, Math.ceil(staged / IDS_AT_ONCE));
  return Array.from({ length: parts }, (_, part) => ({ parts, part }));
}

function paramsOf(of: ArchiveImport): Record<string, unknown> {
  return { import: of.importId, resource: of.resourceId, from: of.fromMs, to: of.toMs };
}
