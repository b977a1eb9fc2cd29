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

/** Distinct ids compared at once: their set and their rows stay below the memory of one query. */
const IDS_AT_ONCE = 500_000;

/** Wider than any search of a customer, and no customer waits: the month's rows are read through once for each part. */
const CAPS: QueryCaps = { secondsMax: 300, bytesMax: 2_000_000_000, rowsMax: 10_000_000_000 };

/** Notes ids of the archive, as one batch. */
export async function stageIds(
  clickhouse: ClickHouse,
  importId: string,
  batch: number,
  ids: readonly string[],
): Promise<void> {
  const imports = new UuidColumn("import_id");
  const batches = new UInt32Column("batch");
  const texts = new StringColumn("id");
  for (const id of ids) {
    imports.add(importId);
    batches.add(batch);
    texts.add(id);
  }
  const columns = [imports, batches, texts];
  await clickhouse.insertBlock(
    "audit_archive_ids",
    columns.map(({ name }) => name),
    encodeBlock(columns, ids.length),
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
}

/**
 * Counts, over all staged ids, who brought each event first.
 *
 * @param addedMs   when the source was added: polling could not find what happened before
 * @param lateMs    found by polling this long after it happened, an event counts as late
 */
export async function countStored(
  clickhouse: ClickHouse,
  of: ArchiveImport,
  { addedMs, lateMs }: { addedMs: number; lateMs: number },
): Promise<StoredCounts> {
  const [{ staged = 0 } = {}] = await clickhouse.query<{ staged: number }>(
    "SELECT uniqExact(id) AS staged FROM audit_archive_ids WHERE import_id = {import:UUID}",
    paramsOf(of),
    { caps: CAPS },
  );
  const sum: StoredCounts = { staged, events: 0, already_stored: 0, missing: 0, backfilled: 0, late: 0 };
  for (const part of partsOf(staged)) {
    const [counts] = await clickhouse.query<Omit<StoredCounts, "staged">>(
      `SELECT count() AS events,
         countIf(NOT is_by_archive) AS already_stored,
         countIf(is_by_archive AND at_ms >= {added:Int64}) AS missing,
         countIf(is_by_archive AND at_ms < {added:Int64}) AS backfilled,
         countIf(NOT is_by_archive AND at_ms >= {added:Int64} AND received_ms - at_ms > {late:Int64}) AS late
       FROM (
         SELECT id, ${IS_BY_ARCHIVE} AS is_by_archive,
           toUnixTimestamp64Milli(argMin(eventTime, receivedAt)) AS at_ms,
           toUnixTimestamp64Milli(min(receivedAt)) AS received_ms
         FROM heroku_audit_logs WHERE ${IN_RANGE} AND ${IN_PART} AND id IN (${STAGED_PART}) GROUP BY id
       )`,
      { ...paramsOf(of), ...part, added: addedMs, late: lateMs },
      { caps: CAPS },
    );
    for (const [name, count] of Object.entries(counts ?? {})) sum[name as keyof StoredCounts] += count;
  }
  return sum;
}

/** What polls of the source stored within the archive's time and the archive does not have. */
export async function findExtra(
  clickhouse: ClickHouse,
  of: ArchiveImport,
  { staged, idsMax }: { staged: number; idsMax: number },
): Promise<{ count: number; ids: string[] }> {
  const extra = { count: 0, ids: [] as string[] };
  for (const part of partsOf(staged)) {
    const [found] = await clickhouse.query<{ count: number; ids: string[] }>(
      `SELECT count() AS count, groupArray({idsMax:UInt32})(event_id) AS ids
       FROM (
         SELECT id, any(if(eventID = '', id, eventID)) AS event_id, ${IS_BY_ARCHIVE} AS is_by_archive
         FROM heroku_audit_logs
         WHERE ${IN_RANGE} AND sourceID = {source:String} AND ${IN_PART} AND id NOT IN (${STAGED_PART})
         GROUP BY id ORDER BY id
       ) WHERE NOT is_by_archive`,
      { ...paramsOf(of), ...part, source: of.sourceId, idsMax },
      { caps: CAPS },
    );
    extra.count += found?.count ?? 0;
    extra.ids.push(...(found?.ids ?? []).slice(0, idsMax - extra.ids.length));
  }
  return extra;
}

const IN_RANGE = `resource_id = {resource:UUID}
  AND eventTime >= fromUnixTimestamp64Milli({from:Int64}, 'UTC') AND eventTime < fromUnixTimestamp64Milli({to:Int64}, 'UTC')`;
const IN_PART = "cityHash64(id) % {parts:UInt32} = {part:UInt32}";
const STAGED_PART = `SELECT id FROM audit_archive_ids WHERE import_id = {import:UUID} AND ${IN_PART}`;

/** So many parts by hash that each is small, however large the archive. */
function partsOf(staged: number): { parts: number; part: number }[] {
  const parts = Math.max(1, Math.ceil(staged / IDS_AT_ONCE));
  return Array.from({ length: parts }, (_, part) => ({ parts, part }));
}

function paramsOf(of: ArchiveImport): Record<string, unknown> {
  return { import: of.importId, resource: of.resourceId, from: of.fromMs, to: of.toMs };
}
