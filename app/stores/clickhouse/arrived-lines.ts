import type { FramePlace, LinePosition } from "../../lib/line-id.ts";
import type { ClickHouse } from "./connection.ts";
import { type LineFilter, type LineRow, SELECT_LINE } from "./log-lines.ts";

/** Lines of one resource in order of arrival: what a tail was not there for. */
interface ArrivedPage {
  filter: LineFilter;
  limit: number;
}

/** The first of them, and how many more there are. */
export interface ArrivedLines {
  rows: LineRow[];
  more: number;
}

/** Lines that arrived after a position: missed while the tail's connection was away. */
export function selectArrivedAfter(
  clickhouse: ClickHouse,
  resourceId: string,
  { receivedAtMs, frameSeq, lineIndex }: LinePosition,
  page: ArrivedPage,
): Promise<ArrivedLines> {
  return selectArrived(
    clickhouse,
    resourceId,
    page,
    `(received_at, frame_seq, line_index) > (fromUnixTimestamp64Milli({pRec:Int64}, 'UTC'), {pSeq:UInt32}, {pIdx:UInt32})
       AND received_at >= fromUnixTimestamp64Milli({pRec:Int64}, 'UTC')`,
    { pRec: receivedAtMs, pSeq: frameSeq, pIdx: lineIndex },
  );
}

/** The lines of these frames, of which there is at least one: parsed before the tail watched, and stored after. */
export function selectLinesOfFrames(
  clickhouse: ClickHouse,
  resourceId: string,
  frames: readonly FramePlace[],
  page: ArrivedPage,
): Promise<ArrivedLines> {
  const times = frames.map(({ receivedAtMs }) => receivedAtMs);
  return selectArrived(
    clickhouse,
    resourceId,
    page,
    `received_at BETWEEN fromUnixTimestamp64Milli({first:Int64}, 'UTC') AND fromUnixTimestamp64Milli({last:Int64}, 'UTC')
       AND (toUnixTimestamp64Milli(received_at), frame_seq)
         IN (SELECT arrayJoin(arrayZip({times:Array(Int64)}, {seqs:Array(UInt32)})))`,
    { first: Math.min(...times), last: Math.max(...times), times, seqs: frames.map(({ frameSeq }) => frameSeq) },
  );
}

/** Counts only where a page is full. Lines have no order of arrival on disk: reading the first of them reads all as well. */
async function selectArrived(
  clickhouse: ClickHouse,
  resourceId: string,
  { filter, limit }: ArrivedPage,
  condition: string,
  params: Record<string, unknown>,
): Promise<ArrivedLines> {
  const where = `WHERE resource_id = {resource:UUID} AND ${condition} AND ${filter.sql}`;
  const values = { resource: resourceId, ...params, ...filter.params };
  const rows = await clickhouse.query<LineRow>(
    `${SELECT_LINE} ${where} ORDER BY received_at, frame_seq, line_index LIMIT {limit:UInt32}`,
    { ...values, limit },
  );
  if (rows.length < limit) return { rows, more: 0 };
  const [all] = await clickhouse.query<{ count: number }>(`SELECT count() AS count FROM log_lines ${where}`, values);
  return { rows, more: Math.max(0, Number(all?.count ?? 0) - rows.length) };
}
