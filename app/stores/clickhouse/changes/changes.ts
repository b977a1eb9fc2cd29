import { randomUUID } from "node:crypto";
import { CHANGE_COLUMNS, type ChangeColumn, type ChangeColumns } from "../../../contract/change.ts";
import type { ClickHouse } from "../connection.ts";
import type { TimeRange } from "../line-ranges.ts";
import { capsWithin, type QueryCaps, type SharedTime } from "../query-limits.ts";
import type { QueryDrain } from "../query-sql.ts";
import type { ChangeBlock, ChangeRow } from "./change-block.ts";
import type { ChangeFilter } from "./change-filter.ts";
import { CHANGE_MS_MAX, type ChangeReads, changeGroupParams, changesInRange } from "./change-groups.ts";

/** One row as read back; times as ClickHouse writes them, `2026-03-04 09:15:02.118`. */
export interface ToldRow extends ChangeColumns<string> {
  sentence: string;
  subject: string;
}

/** Where a change stands in the order of a resource's changes. */
export interface ChangePosition {
  atMs: number;
  id: string;
}

/** A change and the rows it is made of. */
export interface FoundChange extends ChangePosition {
  ids: string[];
}

const MARK_COLUMNS = ["eventName", "herokuActorEmail", "herokuActorId", "herokuAppId", "herokuAppName"] as const;

/** A change, as a mark on a time line says it. */
export interface FoundMark extends ChangePosition, Pick<ToldRow, (typeof MARK_COLUMNS)[number] | "sentence"> {}

export interface ChangePage {
  order: "asc" | "desc";
  limit: number;
  after: ChangePosition | null;
}

/** How long a read may take: as long as its call has left, and its client waits. */
export interface ReadOptions {
  time?: SharedTime | undefined;
  signal?: AbortSignal | undefined;
}

/** Which changes are asked for. */
export interface ChangeScope extends ReadOptions {
  range: TimeRange;
  filter: ChangeFilter;
  /** Of the resource, with what is known of their apps. */
  drains: readonly QueryDrain[];
}

/**
 * Rows that one read may look at. A resource has thousands, an enterprise account's has millions, and pages read some ten
 * thousand at a time: what wants more than this is a picture of years, and it would be past its memory soon after.
 */
export const CHANGE_ROWS_MAX = 20_000_000;
const CAPS: QueryCaps = { secondsMax: 20, bytesMax: 1_000_000_000, rowsMax: CHANGE_ROWS_MAX };

/** Every column of a change, for a SELECT. */
export const CHANGE_NAMES = Object.keys(CHANGE_COLUMNS).join(", ");

/**
 * Stores changes; of the same event (resource, time, id) one row is ever read, whether it comes twice in this call, in
 * a later one or after a crash. A block costs as much as hundreds of its rows: imports want thousands in one.
 */
export async function insertChanges(clickhouse: ClickHouse, block: ChangeBlock): Promise<void> {
  if (block.rows === 0) return;
  const { columns, parts } = block.encode();
  // The rows themselves say what is a repeat: a token of our own could only make other rows vanish.
  await clickhouse.insertBlock("heroku_audit_logs", columns, parts, randomUUID());
}

/** Removes every change of a resource; returns when they are gone. */
export async function deleteChangesOfResource(clickhouse: ClickHouse, resourceId: string): Promise<void> {
  await clickhouse.command(
    "ALTER TABLE heroku_audit_logs DELETE WHERE resource_id = {resource:UUID} SETTINGS mutations_sync = 1",
    { resource: resourceId },
  );
}

/** About how many rows a range has, from the index: copies that are not merged yet count too. */
export async function countRows(
  clickhouse: ClickHouse,
  resourceId: string,
  range: TimeRange,
  options: ReadOptions,
): Promise<number> {
  const [row] = await clickhouse.query<{ n: number }>(
    `SELECT count() AS n FROM heroku_audit_logs WHERE resource_id = {resource:UUID}
       AND eventTime >= fromUnixTimestamp64Micro({from:Int64}, 'UTC') AND eventTime < fromUnixTimestamp64Micro({to:Int64}, 'UTC')`,
    { resource: resourceId, from: range.fromMicros, to: range.toMicros },
    scopeOptions(options),
  );
  return row?.n ?? 0;
}

/** Changes of one resource in the order of positions; with `after`, those strictly beyond it. */
export function findChanges(
  clickhouse: ClickHouse,
  resourceId: string,
  scope: ChangeScope,
  page: ChangePage,
): Promise<FoundChange[]> {
  return selectPage(clickhouse, resourceId, scope, page, "ids", scope.filter.reads);
}

/** The same, each with what a mark on a time line says of it: the rows themselves cost another read of all their columns. */
export function findMarks(
  clickhouse: ClickHouse,
  resourceId: string,
  scope: ChangeScope,
  page: ChangePage,
): Promise<FoundMark[]> {
  const { columns, hasTexts } = scope.filter.reads;
  const reads = { columns: new Set([...columns, ...MARK_COLUMNS]), hasTexts, hasSentence: true };
  return selectPage(clickhouse, resourceId, scope, page, `${MARK_COLUMNS.join(", ")}, sentence`, reads);
}

function selectPage<Row>(
  clickhouse: ClickHouse,
  resourceId: string,
  scope: ChangeScope,
  page: ChangePage,
  what: string,
  reads: ChangeReads,
): Promise<Row[]> {
  const direction = page.order.toUpperCase();
  const beyond = page.order === "asc" ? ">" : "<";
  return clickhouse.query<Row>(
    `SELECT toUnixTimestamp64Milli(eventTime) AS atMs, id, ${what} FROM ${changesInRange(reads)} WHERE ${scope.filter.sql}
     ${page.after ? `AND (eventTime, id) ${beyond} (fromUnixTimestamp64Milli({pAt:Int64}, 'UTC'), {pId:String})` : ""}
     ORDER BY eventTime ${direction}, id ${direction} LIMIT {limit:UInt32}`,
    {
      ...scopeParams(resourceId, scope),
      ...(page.after ? { pAt: page.after.atMs, pId: page.after.id } : {}),
      limit: page.limit,
    },
    scopeOptions(scope),
  );
}

/** The rows of changes that were found. */
export async function selectRows(
  clickhouse: ClickHouse,
  resourceId: string,
  found: readonly FoundChange[],
  options: ReadOptions,
): Promise<Map<string, ToldRow>> {
  if (found.length === 0) return new Map();
  const times = found.map(({ atMs }) => atMs);
  const rows = await clickhouse.query<ToldRow>(
    `SELECT ${CHANGE_NAMES}, sentence, subject FROM heroku_audit_logs FINAL
     WHERE resource_id = {resource:UUID} AND id IN {ids:Array(String)}
       AND eventTime >= fromUnixTimestamp64Milli({from:Int64}, 'UTC') AND eventTime <= fromUnixTimestamp64Milli({to:Int64}, 'UTC')`,
    {
      resource: resourceId,
      ids: found.flatMap(({ ids }) => ids),
      from: Math.max(0, Math.min(...times) - CHANGE_MS_MAX),
      to: Math.max(...times) + CHANGE_MS_MAX,
    },
    scopeOptions(options),
  );
  return new Map(rows.map((row) => [row.id, row]));
}

/** Changes per bucket and type; `bucket` is the number of whole buckets since the epoch. Each change counts once. */
export function countChanges(
  clickhouse: ClickHouse,
  resourceId: string,
  scope: ChangeScope,
  bucketSeconds: number,
): Promise<{ bucket: number; type: string; count: number }[]> {
  const { reads } = scope.filter;
  return clickhouse.query(
    `SELECT intDiv(toUnixTimestamp64Milli(eventTime), {bucketMs:Int64}) AS bucket, herokuType AS type, count() AS count
     FROM ${changesInRange({ ...reads, columns: new Set<ChangeColumn>([...reads.columns, "herokuType"]) })}
     WHERE ${scope.filter.sql} GROUP BY bucket, type ORDER BY bucket, type`,
    { ...scopeParams(resourceId, scope), bucketMs: bucketSeconds * 1_000 },
    scopeOptions(scope),
  );
}

/** When the row of this id happened, milliseconds; null when the resource has none. */
export async function findChangeTime(
  clickhouse: ClickHouse,
  resourceId: string,
  id: string,
  options: ReadOptions,
): Promise<number | null> {
  const rows = await clickhouse.query<{ ms: number }>(
    `SELECT toUnixTimestamp64Milli(eventTime) AS ms FROM heroku_audit_logs
     WHERE resource_id = {resource:UUID} AND id = {id:String} LIMIT 1`,
    { resource: resourceId, id },
    scopeOptions(options),
  );
  return rows[0]?.ms ?? null;
}

/** The parameters of a scope's filter over `changesInRange`. */
export function scopeParams(resourceId: string, { range, drains, filter }: ChangeScope): Record<string, unknown> {
  return { ...changeGroupParams(resourceId, range, drains), ...filter.params };
}

/** How much a read of a scope may take. */
export function scopeOptions({ time, signal }: ReadOptions): { caps: QueryCaps; signal?: AbortSignal } {
  return { caps: capsWithin(CAPS, time), ...(signal ? { signal } : {}) };
}

/** Which of these rows are stored already, by id; looked for between the times of the earliest and the latest. */
export async function findStoredIds(
  clickhouse: ClickHouse,
  resourceId: string,
  rows: readonly Pick<ChangeRow, "id" | "eventTime">[],
): Promise<Set<string>> {
  if (rows.length === 0) return new Set();
  let [from, to] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];
  for (const { eventTime } of rows) {
    from = Math.min(from, eventTime);
    to = Math.max(to, eventTime);
  }
  const stored = await clickhouse.query<{ id: string }>(
    `SELECT DISTINCT id FROM heroku_audit_logs
     WHERE resource_id = {resource:UUID} AND id IN {ids:Array(String)}
       AND eventTime >= fromUnixTimestamp64Milli({from:Int64}, 'UTC') AND eventTime <= fromUnixTimestamp64Milli({to:Int64}, 'UTC')`,
    { resource: resourceId, ids: rows.map(({ id }) => id), from, to },
  );
  return new Set(stored.map(({ id }) => id));
}

/** Removes the changes that one source told; returns when they are gone. */
export async function deleteChangesOfSource(
  clickhouse: ClickHouse,
  resourceId: string,
  sourceId: string,
): Promise<void> {
  await clickhouse.command(
    `ALTER TABLE heroku_audit_logs DELETE WHERE resource_id = {resource:UUID} AND sourceID = {source:String}
     SETTINGS mutations_sync = 1`,
    { resource: resourceId, source: sourceId },
  );
}
