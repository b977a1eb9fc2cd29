import type { LinePosition } from "../../lib/line-id.ts";
import type { ClickHouse } from "./connection.ts";
import type { EncodedLines, StoredPosition } from "./line-block.ts";
import { LINES_IN_RANGE, lineRangeParams, type TimeRange } from "./line-ranges.ts";
import { linesPlan, type ReadOptions, readOptions } from "./line-reads.ts";

export type { TimeRange } from "./line-ranges.ts";

/** A line as read back. `timestamp_micros` and `received_ms` since the epoch. */
export interface LineRow {
  timestamp_micros: number;
  received_ms: number;
  frame_seq: number;
  line_index: number;
  drain_id: string;
  kind: string;
  level: string;
  message_len: number;
  priority: number;
  version: string;
  host_name: string;
  app_name: string;
  process_id: string;
  message_id: string;
  message: string;
  fields: Record<string, string>;
}

/** A condition over log_lines columns with its parameters, as the query language gives it; `sql` is parenthesised. */
export interface LineFilter {
  sql: string;
  params: Record<string, unknown>;
}

/** Up to the table; the conditions follow. */
export const SELECT_LINE = `SELECT
  toUnixTimestamp64Micro(timestamp) AS timestamp_micros, toUnixTimestamp64Milli(received_at) AS received_ms,
  frame_seq, line_index, drain_id, kind, level, message_len, priority, version,
  host_name, app_name, process_id, message_id, message, fields
FROM log_lines`;

const POSITION = "(log_lines.timestamp, received_at, frame_seq, line_index)";
const AT_POSITION = `(fromUnixTimestamp64Micro({pTs:Int64}, 'UTC'), fromUnixTimestamp64Milli({pRec:Int64}, 'UTC'), {pSeq:UInt32}, {pIdx:UInt32})`;

/** Stores a batch exactly once: the same token again is absorbed. */
export async function insertLines(clickhouse: ClickHouse, lines: EncodedLines, token: string): Promise<void> {
  await clickhouse.insertBlock("log_lines", lines.columns, lines.parts, token);
}

/**
 * Whether the rows of a block are there, once its insert was absorbed. A ClickHouse without replicas notes the token
 * first and shows the rows after: killed in between (90 µs, as traced) it comes back with the token and without the
 * rows, and would absorb their replay for ever. A replicated table commits both at once, and a replica that lags would
 * only make stored rows look missing, so there the answer is always yes.
 *
 * @param lines all of one day of receipt, because rows come and go whole by partition: one line tells
 */
export async function isStored(clickhouse: ClickHouse, lines: Pick<EncodedLines, "firsts">): Promise<boolean> {
  const [table] = await clickhouse.query<{ engine: string }>(
    "SELECT engine FROM system.tables WHERE database = currentDatabase() AND name = 'log_lines'",
  );
  return table?.engine !== "MergeTree" || isFound(clickhouse, lines);
}

/** Asked for together. Values go in the address of a call, where a server takes a megabyte: these are 20 KB. */
const FIRSTS_A_QUERY = 100;

/**
 * Whether the rows of a block were seen, on whichever replica was asked. A line of any resource tells, because those of one
 * may have been purged since.
 *
 * @param lines all of one day of receipt, as above
 */
export async function isFound(clickhouse: ClickHouse, { firsts }: Pick<EncodedLines, "firsts">): Promise<boolean> {
  for (let at = 0; at < firsts.length; at += FIRSTS_A_QUERY) {
    if (await isAnyFound(clickhouse, firsts.slice(at, at + FIRSTS_A_QUERY))) return true;
  }
  return firsts.length === 0;
}

async function isAnyFound(clickhouse: ClickHouse, positions: readonly StoredPosition[]): Promise<boolean> {
  const params: Record<string, unknown> = {};
  const conditions = positions.map((position, i) => {
    params[`id${i}`] = position.resourceId;
    params[`t${i}`] = position.timestampMicros;
    params[`r${i}`] = position.receivedAtMs;
    params[`s${i}`] = position.frameSeq;
    params[`l${i}`] = position.lineIndex;
    return `(resource_id = {id${i}:UUID} AND timestamp = fromUnixTimestamp64Micro({t${i}:Int64}, 'UTC')
      AND received_at = fromUnixTimestamp64Milli({r${i}:Int64}, 'UTC') AND frame_seq = {s${i}:UInt32}
      AND line_index = {l${i}:UInt32})`;
  });
  const rows = await clickhouse.query(
    `SELECT 1 AS found FROM log_lines WHERE ${conditions.join(" OR ")} LIMIT 1`,
    params,
  );
  return rows.length > 0;
}

/**
 * Lines of one resource in a range that pass the filter, in the total order of positions.
 *
 * @param page.after continue strictly beyond this position in the direction of `order`
 */
export function selectLines(
  clickhouse: ClickHouse,
  resourceId: string,
  page: {
    range: TimeRange;
    filter: LineFilter;
    order: "asc" | "desc";
    limit: number;
    after: LinePosition | null;
  } & ReadOptions,
): Promise<LineRow[]> {
  const beyond = page.order === "asc" ? ">" : "<";
  const direction = page.order.toUpperCase();
  return clickhouse.query<LineRow>(
    `${SELECT_LINE} WHERE ${LINES_IN_RANGE} AND ${page.filter.sql}
     ${page.after ? `AND ${POSITION} ${beyond} ${AT_POSITION}` : ""}
     ORDER BY log_lines.timestamp ${direction}, received_at ${direction}, frame_seq ${direction}, line_index ${direction}
     LIMIT {limit:UInt32}`,
    {
      ...lineRangeParams(resourceId, page.range),
      ...page.filter.params,
      ...(page.after ? positionParams(page.after) : {}),
      limit: page.limit,
    },
    {
      ...readOptions(page),
      plan: linesPlan(page.rowsMax),
    },
  );
}

/** The one line at a position of this resource; null when there is none. */
export async function findLine(
  clickhouse: ClickHouse,
  resourceId: string,
  position: LinePosition,
  options: ReadOptions = {},
): Promise<LineRow | null> {
  const range = { fromMicros: position.timestampMicros, toMicros: position.timestampMicros + 1 };
  const rows = await clickhouse.query<LineRow>(
    `${SELECT_LINE} WHERE ${LINES_IN_RANGE} AND ${POSITION} = ${AT_POSITION} LIMIT 1`,
    { ...lineRangeParams(resourceId, range), ...positionParams(position) },
    readOptions(options),
  );
  return rows[0] ?? null;
}

/** A frame's lines are written within seconds of each other, and of these only the near ones matter. */
const FRAME_SPAN_MICROS = 1_000_000;

/** What stands around these lines in their own frames. */
export function selectFrameLines(
  clickhouse: ClickHouse,
  resourceId: string,
  lines: readonly LineRow[],
  options: ReadOptions = {},
): Promise<LineRow[]> {
  // One frame may hold thousands of lines, so each is bounded by the line it was asked for.
  const near = lines.map(
    (_, i) => `(received_at = fromUnixTimestamp64Milli({r${i}:Int64}, 'UTC') AND frame_seq = {s${i}:UInt32}
      AND line_index BETWEEN {i${i}:Int64} - ${FRAME_LINES_NEAR} AND {i${i}:Int64} + ${FRAME_LINES_NEAR})`,
  );
  const times = lines.map((line) => line.timestamp_micros);
  const range = {
    fromMicros: Math.max(0, Math.min(...times) - FRAME_SPAN_MICROS),
    toMicros: Math.max(...times) + FRAME_SPAN_MICROS,
  };
  const params: Record<string, unknown> = {};
  for (const [i, line] of lines.entries()) {
    params[`r${i}`] = line.received_ms;
    params[`s${i}`] = line.frame_seq;
    params[`i${i}`] = line.line_index;
  }
  return clickhouse.query<LineRow>(
    `${SELECT_LINE} WHERE ${LINES_IN_RANGE} AND (${near.join(" OR ")})`,
    { ...lineRangeParams(resourceId, range), ...params },
    readOptions(options),
  );
}

/** 102,400 bytes, what Logplex puts in a frame, are ten pieces of 10,000. */
const FRAME_LINES_NEAR = 11;

/** Counts per bucket; `bucket` is the number of whole buckets since the epoch. Empty buckets are absent. */
export function countByBucket(
  clickhouse: ClickHouse,
  resourceId: string,
  page: {
    range: TimeRange;
    filter: LineFilter;
    bucketSeconds: number;
    errorLevels: readonly string[];
  } & ReadOptions,
): Promise<{ bucket: number; count: number; errors: number }[]> {
  return clickhouse.query(
    `SELECT intDiv(toUnixTimestamp64Micro(log_lines.timestamp), {bucketMicros:Int64}) AS bucket, count() AS count,
       countIf(level IN {errorLevels:Array(String)}) AS errors
     FROM log_lines WHERE ${LINES_IN_RANGE} AND ${page.filter.sql}
     GROUP BY bucket ORDER BY bucket`,
    {
      ...lineRangeParams(resourceId, page.range),
      ...page.filter.params,
      bucketMicros: page.bucketSeconds * 1_000_000,
      errorLevels: page.errorLevels,
    },
    readOptions(page),
  );
}

/** When each drain of the resource last brought a line, within the last days that matter to "is it alive". */
export async function lastReceivedByDrain(
  clickhouse: ClickHouse,
  resourceId: string,
  sinceMs: number,
): Promise<Map<string, number>> {
  const rows = await clickhouse.query<{ drain_id: string; last_ms: number }>(
    `SELECT drain_id, toUnixTimestamp64Milli(max(received_at)) AS last_ms FROM log_lines
     WHERE resource_id = {resource:UUID} AND received_at >= fromUnixTimestamp64Milli({since:Int64}, 'UTC')
       AND log_lines.timestamp >= fromUnixTimestamp64Milli({since:Int64}, 'UTC')
     GROUP BY drain_id`,
    { resource: resourceId, since: sinceMs },
  );
  return new Map(rows.map((row) => [row.drain_id, row.last_ms]));
}

/** Removes every line of a resource; returns when they are gone. */
export async function deleteLinesOfResource(clickhouse: ClickHouse, resourceId: string): Promise<void> {
  await clickhouse.command(
    `ALTER TABLE log_lines DELETE WHERE resource_id = {resource:UUID} SETTINGS mutations_sync = 1`,
    {
      resource: resourceId,
    },
  );
}

function positionParams(position: LinePosition): Record<string, unknown> {
  return {
    pTs: position.timestampMicros,
    pRec: position.receivedAtMs,
    pSeq: position.frameSeq,
    pIdx: position.lineIndex,
  };
}
