import type { ClickHouse } from "./connection.ts";
import { type ReadOptions, readOptions } from "./line-reads.ts";
import { type LineFilter, type LineRow, SELECT_LINE } from "./log-lines.ts";

/** Lines of one resource by when they were received; half open, milliseconds. */
export interface ReceivedPage extends ReadOptions {
  fromMs: number;
  toMs: number;
  filter: LineFilter;
}

const RECEIVED_IN_RANGE = `resource_id = {resource:UUID}
  AND received_at >= fromUnixTimestamp64Milli({from:Int64}, 'UTC') AND received_at < fromUnixTimestamp64Milli({to:Int64}, 'UTC')`;

const MINUTE_MS = 60_000;

/** Lines by the minute they were received in (whole minutes since the epoch); minutes without any are absent. */
export async function countReceivedByMinute(
  clickhouse: ClickHouse,
  resourceId: string,
  page: ReceivedPage,
): Promise<Map<number, number>> {
  const rows = await clickhouse.query<{ minute: number; count: number }>(
    `SELECT intDiv(toUnixTimestamp64Milli(received_at), ${MINUTE_MS}) AS minute, count() AS count
     FROM log_lines WHERE ${RECEIVED_IN_RANGE} AND ${page.filter.sql} GROUP BY minute`,
    paramsOf(resourceId, page),
    readOptions(page),
  );
  return new Map(rows.map(({ minute, count }) => [Number(minute), Number(count)]));
}

/** The lines that were received last. */
export function selectNewestReceived(
  clickhouse: ClickHouse,
  resourceId: string,
  page: ReceivedPage & { limit: number },
): Promise<LineRow[]> {
  return clickhouse.query<LineRow>(
    `${SELECT_LINE} WHERE ${RECEIVED_IN_RANGE} AND ${page.filter.sql}
     ORDER BY received_at DESC, frame_seq DESC, line_index DESC LIMIT {limit:UInt32}`,
    { ...paramsOf(resourceId, page), limit: page.limit },
    readOptions(page),
  );
}

/** Where a line stands in the order of receipt. */
export interface ReceivedPosition {
  receivedMs: number;
  frameSeq: number;
  lineIndex: number;
}

/** Lines in the order in which they were received; with `after`, those beyond it. */
export function selectReceived(
  clickhouse: ClickHouse,
  resourceId: string,
  page: ReceivedPage & { limit: number; after: ReceivedPosition | null },
): Promise<LineRow[]> {
  const { after } = page;
  return clickhouse.query<LineRow>(
    `${SELECT_LINE} WHERE ${RECEIVED_IN_RANGE} AND ${page.filter.sql}
     ${after ? "AND (received_at, frame_seq, line_index) > (fromUnixTimestamp64Milli({pRec:Int64}, 'UTC'), {pSeq:UInt32}, {pIdx:UInt32})" : ""}
     ORDER BY received_at, frame_seq, line_index LIMIT {limit:UInt32}`,
    {
      ...paramsOf(resourceId, after ? { ...page, fromMs: after.receivedMs } : page),
      ...(after ? { pRec: after.receivedMs, pSeq: after.frameSeq, pIdx: after.lineIndex } : {}),
      limit: page.limit,
    },
    readOptions(page),
  );
}

function paramsOf(resourceId: string, { fromMs, toMs, filter }: ReceivedPage): Record<string, unknown> {
  return { resource: resourceId, from: fromMs, to: toMs, ...filter.params };
}
