import type { ClickHouse } from "../connection.ts";
import { changesInRange } from "./change-groups.ts";
import {
  CHANGE_NAMES,
  type ChangeScope,
  type FoundChange,
  scopeOptions,
  scopeParams,
  type ToldRow,
} from "./changes.ts";

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

/** What sources told, row by row in the order in which we had it; with `after`, what came later. */
export function selectTold(
  clickhouse: ClickHouse,
  resourceId: string,
  told: ToldRange,
  { limit, after }: { limit: number; after: Pick<ToldRow, "receivedAt" | "id"> | null },
): Promise<ToldRow[]> {
  return clickhouse.query<ToldRow>(
    `SELECT ${CHANGE_NAMES}, sentence, subject FROM heroku_audit_logs FINAL
     WHERE resource_id = {resource:UUID}
       AND receivedAt >= fromUnixTimestamp64Milli({from:Int64}, 'UTC') AND receivedAt < fromUnixTimestamp64Milli({to:Int64}, 'UTC')
       ${after ? "AND (receivedAt, id) > ({pAt:DateTime64(3, 'UTC')}, {pId:String})" : ""}
     ORDER BY receivedAt, id LIMIT {limit:UInt32}`,
    {
      resource: resourceId,
      from: told.fromMs,
      to: told.toMs,
      limit,
      ...(after ? { pAt: after.receivedAt, pId: after.id } : {}),
    },
    scopeOptions({}),
  );
}

function paramsOf(resourceId: string, scope: ChangeScope, { fromMs, toMs }: ToldRange): Record<string, unknown> {
  return { ...scopeParams(resourceId, scope), toldFrom: fromMs, toldTo: toMs };
}
