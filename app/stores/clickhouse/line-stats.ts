import type { ClickHouse } from "./connection.ts";
import { ownFieldSql } from "./field-sql.ts";
import { LINES_IN_RANGE, lineRangeParams } from "./line-ranges.ts";
import type { TimeRange } from "./log-lines.ts";
import { LINE_ROWS_MAX, type QueryCaps } from "./query-limits.ts";

/** A range cut into buckets; `bucketSeconds` null asks for one row over all of it. */
export interface StatsPage {
  range: TimeRange;
  bucketSeconds: number | null;
  signal?: AbortSignal;
}

/** Requests of one bucket (`bucket`: whole buckets since the epoch), times in milliseconds, null without any. */
export interface RouterStatsRow {
  bucket: number;
  requests: number;
  status_1xx: number;
  status_2xx: number;
  status_3xx: number;
  status_4xx: number;
  status_5xx: number;
  /** No status: the client left, or the connection broke before an answer. */
  status_none: number;
  bytes: number;
  p50: number | null;
  p95: number | null;
  p99: number | null;
}

/** What one process of one drain's app reported in one bucket; null where it did not. Memory in MB. */
export interface DynoStatsRow {
  drain_id: string;
  process_id: string;
  bucket: number;
  memory_rss: number | null;
  memory_rss_max: number | null;
  memory_total: number | null;
  memory_total_max: number | null;
  memory_quota: number | null;
  load_1m: number | null;
  load_5m: number | null;
  load_15m: number | null;
}

const CAPS: QueryCaps = { secondsMax: 15, bytesMax: 500_000_000, rowsMax: LINE_ROWS_MAX };
const BUCKET = "intDiv(toUnixTimestamp64Micro(log_lines.timestamp), {bucketMicros:Int64})";

/** What the router said, per bucket that has a request. t-digest: a fixed memory whatever the traffic, within 1 %. */
export function routerStats(clickhouse: ClickHouse, resourceId: string, page: StatsPage): Promise<RouterStatsRow[]> {
  const byClass = [1, 2, 3, 4, 5].map((hundreds) => `countIf(intDiv(code, 100) = ${hundreds}) AS status_${hundreds}xx`);
  const quantiles = [50, 95, 99].map(
    (percent) =>
      `if(countIf(service_ms >= 0) = 0, NULL, round(quantileTDigestIf(${percent / 100})(service_ms, service_ms >= 0), 1)) AS p${percent}`,
  );
  return clickhouse.query<RouterStatsRow>(
    `SELECT bucket, count() AS requests, ${byClass.join(", ")}, countIf(code < 100 OR code > 599) AS status_none,
       sum(body_bytes) AS bytes, ${quantiles.join(", ")}
     FROM (
       SELECT ${page.bucketSeconds === null ? "0" : BUCKET} AS bucket,
         toUInt16OrZero(key_status) AS code,
         toUInt64OrZero(${ownFieldSql("bytes")}) AS body_bytes,
         ifNull(toFloat64OrNull(replaceOne(${ownFieldSql("service")}, 'ms', '')), -1) AS service_ms
       FROM log_lines WHERE ${LINES_IN_RANGE} AND kind = 'router' AND ${ownFieldSql("method")} != ''
     )
     GROUP BY bucket ORDER BY bucket`,
    paramsOf(resourceId, page),
    optionsOf(page),
  );
}

/** What the dynos said about themselves (log-runtime-metrics), for the `processesMax` processes that said most. */
export function dynoStats(
  clickhouse: ClickHouse,
  resourceId: string,
  page: StatsPage,
  processesMax: number,
): Promise<DynoStatsRow[]> {
  const number = (key: string) => `toFloat64OrNull(extract(${ownFieldSql(key)}, '^[0-9.]+'))`;
  const chosen = `SELECT drain_id, process_id FROM log_lines WHERE ${LINES_IN_RANGE} AND kind = 'metrics'
    GROUP BY drain_id, process_id ORDER BY count() DESC, process_id LIMIT {processesMax:UInt32}`;
  return clickhouse.query<DynoStatsRow>(
    `SELECT drain_id, process_id, ${page.bucketSeconds === null ? "0" : BUCKET} AS bucket,
       round(avg(${number("memory_rss")}), 2) AS memory_rss, max(${number("memory_rss")}) AS memory_rss_max,
       round(avg(${number("memory_total")}), 2) AS memory_total, max(${number("memory_total")}) AS memory_total_max,
       max(${number("memory_quota")}) AS memory_quota,
       round(avg(${number("load_avg_1m")}), 3) AS load_1m, round(avg(${number("load_avg_5m")}), 3) AS load_5m,
       round(avg(${number("load_avg_15m")}), 3) AS load_15m
     FROM log_lines WHERE ${LINES_IN_RANGE} AND kind = 'metrics' AND (drain_id, process_id) IN (${chosen})
     GROUP BY drain_id, process_id, bucket ORDER BY process_id, drain_id, bucket`,
    { ...paramsOf(resourceId, page), processesMax },
    optionsOf(page),
  );
}

function paramsOf(resourceId: string, page: StatsPage): Record<string, unknown> {
  return {
    ...lineRangeParams(resourceId, page.range),
    ...(page.bucketSeconds === null ? {} : { bucketMicros: page.bucketSeconds * 1_000_000 }),
  };
}

function optionsOf({ signal }: StatsPage): { caps: QueryCaps; signal?: AbortSignal } {
  return { caps: CAPS, ...(signal ? { signal } : {}) };
}
