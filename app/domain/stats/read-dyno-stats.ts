import type { Ctx } from "../../context.ts";
import type { DynoStats, DynoStatsAnswer } from "../../contract/api.ts";
import { STATS_PROCESSES_MAX } from "../../contract/limits.ts";
import { type DynoStatsRow, dynoStats } from "../../stores/clickhouse/line-stats.ts";
import { parseBoundedRange } from "../logs/bounded-range.ts";
import { compileQuery } from "../logs/compile-query.ts";
import { fillBuckets, niceBucketSeconds } from "./buckets.ts";
import type { StatsInput } from "./read-router-stats.ts";

/** Memory and load of every process that reported them. @throws Fault query.bad_range, query.range_too_wide */
export async function readDynoStats(ctx: Ctx, input: StatsInput): Promise<DynoStatsAnswer> {
  const range = parseBoundedRange(input, ctx.clock.now());
  const bucketSeconds = niceBucketSeconds(range, input.buckets);
  const page = { range, bucketSeconds, ...(input.signal ? { signal: input.signal } : {}) };
  const [rows, { apps }] = await Promise.all([
    dynoStats(ctx.stores.clickhouse, ctx.resourceId, page, STATS_PROCESSES_MAX),
    compileQuery(ctx, ""),
  ]);
  const processes = new Map<string, DynoStatsRow[]>();
  for (const row of rows) {
    const key = `${row.process_id} ${row.drain_id}`;
    const found = processes.get(key);
    if (found) found.push(row);
    else processes.set(key, [row]);
  }
  return {
    data: [...processes.values()].map((each) => ({
      process: each[0]?.process_id ?? "",
      app: apps.get(each[0]?.drain_id ?? "") ?? null,
      data: fillBuckets(each, range, bucketSeconds, toStats),
    })),
    bucket_seconds: bucketSeconds,
  };
}

function toStats(row: DynoStatsRow | undefined): DynoStats {
  return {
    memory_mb: {
      rss: row?.memory_rss ?? null,
      rss_max: row?.memory_rss_max ?? null,
      total: row?.memory_total ?? null,
      total_max: row?.memory_total_max ?? null,
      quota: row?.memory_quota ?? null,
    },
    load: { avg_1m: row?.load_1m ?? null, avg_5m: row?.load_5m ?? null, avg_15m: row?.load_15m ?? null },
  };
}
