import type { Ctx } from "../../context.ts";
import type { RouterStats, RouterStatsAnswer } from "../../contract/api.ts";
import { type RouterStatsRow, routerStats } from "../../stores/clickhouse/line-stats.ts";
import { parseBoundedRange } from "../logs/bounded-range.ts";
import { fillBuckets, niceBucketSeconds } from "./buckets.ts";

export interface StatsInput {
  from: string;
  to: string;
  buckets: number;
  signal?: AbortSignal;
}

/** Requests as the router saw them, per bucket and in all. @throws Fault query.bad_range, query.range_too_wide */
export async function readRouterStats(ctx: Ctx, input: StatsInput): Promise<RouterStatsAnswer> {
  const range = parseBoundedRange(input, ctx.clock.now());
  const bucketSeconds = niceBucketSeconds(range, input.buckets);
  const page = { range, ...(input.signal ? { signal: input.signal } : {}) };
  // The percentile of all requests is no mean of the buckets' percentiles: it is asked for on its own.
  const [rows, [total]] = await Promise.all([
    routerStats(ctx.stores.clickhouse, ctx.resourceId, { ...page, bucketSeconds }),
    routerStats(ctx.stores.clickhouse, ctx.resourceId, { ...page, bucketSeconds: null }),
  ]);
  return {
    data: fillBuckets(rows, range, bucketSeconds, toStats),
    bucket_seconds: bucketSeconds,
    total: toStats(total),
  };
}

function toStats(row: RouterStatsRow | undefined): RouterStats {
  return {
    requests: row?.requests ?? 0,
    status: {
      "1xx": row?.status_1xx ?? 0,
      "2xx": row?.status_2xx ?? 0,
      "3xx": row?.status_3xx ?? 0,
      "4xx": row?.status_4xx ?? 0,
      "5xx": row?.status_5xx ?? 0,
      none: row?.status_none ?? 0,
    },
    bytes: row?.bytes ?? 0,
    service_ms: { p50: row?.p50 ?? null, p95: row?.p95 ?? null, p99: row?.p99 ?? null },
  };
}
