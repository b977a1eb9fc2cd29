import type { ClickHouse } from "../connection.ts";
import { changesInRange } from "./change-groups.ts";
import { type ChangeScope, type FoundChange, scopeOptions, scopeParams } from "./changes.ts";

/** Changes of one resource by when a source told of them last; half open, milliseconds. */
export interface ToldRange {
  fromMs: number;
  toMs: number;
}

const TOLD_IN_RANGE = `toldAt >= fromUnixTimestamp64Milli({toldFrom:Int64}, 'UTC') AND toldAt < fromUnixTimestamp64Milli({toldTo:Int64}, 'UTC')`;

const MINUTE_MS = 60_000;

/** Changes by the minute they were told of (whole minutes since the epoch), each once; minutes without any are absent. */
export async function countToldByMinute(
  clickhouse: ClickHouse,
  resourceId: string,
  scope: ChangeScope,
  told: ToldRange,
): Promise<Map<number, number>> {
  const rows = await clickhouse.query<{ minute: number; count: number }>(
    `SELECT intDiv(toUnixTimestamp64Milli(toldAt), ${MINUTE_MS}) AS minute, count() AS count
     FROM ${changesInRange(scope.filter.reads)} WHERE ${scope.filter.sql} AND ${TOLD_IN_RANGE} GROUP BY minute`,
    paramsOf(resourceId, scope, told),
    scopeOptions(scope),
  );
  return new Map(rows.map(({ minute, count }) => [Number(minute), Number(count)]));
}

/** Those that were told of last. */
export function findNewestTold(
  clickhouse: ClickHouse,
  resourceId: string,
  scope: ChangeScope,
  { limit, ...told }: ToldRange & { limit: number },
): Promise<FoundChange[]> {
  return clickhouse.query<FoundChange>(
    `SELECT toUnixTimestamp64Milli(eventTime) AS atMs, id, ids
     FROM ${changesInRange(scope.filter.reads)} WHERE ${scope.filter.sql} AND ${TOLD_IN_RANGE}
     ORDER BY toldAt DESC, id DESC LIMIT {limit:UInt32}`,
    { ...paramsOf(resourceId, scope, told), limit },
    scopeOptions(scope),
  );
}

function paramsOf(resourceId: string, scope: ChangeScope, { fromMs, toMs }: ToldRange): Record<string, unknown> {
  return { ...scopeParams(resourceId, scope), toldFrom: fromMs, toldTo: toMs };
}
