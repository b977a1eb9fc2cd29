import type { Ctx } from "../../context.ts";
import { type Change, ERROR_LEVELS, type HistogramAnswer } from "../../contract/api.ts";
import { countByBucket, selectLines, type TimeRange } from "../../stores/clickhouse/log-lines.ts";
import { compileQuery } from "./compile-query.ts";
import { type DrainApps, toLine } from "./line-view.ts";
import { parseTimeRange } from "./time-range.ts";

/** Bucket widths a person can read off an axis. */
const NICE_SECONDS = [
  1, 2, 5, 10, 15, 30, 60, 120, 300, 600, 900, 1_800, 3_600, 7_200, 10_800, 21_600, 43_200, 86_400, 604_800,
];
/** More marks than this in one picture tell nothing apart; the Changes page lists them all. */
const CHANGES_MAX = 200;

/**
 * Lines per bucket, the errors among them, and the changes in the range. Buckets are whole multiples since the epoch,
 * so that the same bucket has the same edges in every picture; empty ones are filled in.
 *
 * @throws Fault query.bad_range
 */
export async function readHistogram(
  ctx: Ctx,
  input: { query: string; from: string; to: string; buckets: number; signal?: AbortSignal },
): Promise<HistogramAnswer> {
  const range = parseTimeRange(input, ctx.clock.now());
  const { filter, diagnostics, apps } = await compileQuery(ctx, input.query);
  const bucketSeconds = niceBucketSeconds(range, input.buckets);
  const [counts, changes] = await Promise.all([
    countByBucket(ctx.stores.clickhouse, ctx.resourceId, {
      range,
      filter,
      bucketSeconds,
      errorLevels: ERROR_LEVELS,
      ...(input.signal ? { signal: input.signal } : {}),
    }),
    readChanges(ctx, range, apps),
  ]);
  return { data: fillGaps(counts, range, bucketSeconds), bucket_seconds: bucketSeconds, changes, diagnostics };
}

/** The narrowest readable bucket that needs no more than `buckets` of them. */
export function niceBucketSeconds(range: TimeRange, buckets: number): number {
  const seconds = (range.toMicros - range.fromMicros) / 1_000_000;
  const nice = NICE_SECONDS.find((step) => seconds / step <= buckets);
  return nice ?? Math.ceil(seconds / buckets / 604_800) * 604_800;
}

function fillGaps(
  counts: { bucket: number; count: number; errors: number }[],
  range: TimeRange,
  bucketSeconds: number,
): HistogramAnswer["data"] {
  const byBucket = new Map(counts.map((each) => [each.bucket, each]));
  const micros = bucketSeconds * 1_000_000;
  const first = Math.floor(range.fromMicros / micros);
  const last = Math.floor((range.toMicros - 1) / micros);
  return Array.from({ length: last - first + 1 }, (_, i) => {
    const found = byBucket.get(first + i);
    return {
      start: new Date((first + i) * bucketSeconds * 1000).toISOString(),
      count: found?.count ?? 0,
      errors: found?.errors ?? 0,
    };
  });
}

/** What Heroku itself wrote into the log about changes: releases, config vars, scaling, attachments, one-off dynos. */
async function readChanges(ctx: Ctx, range: TimeRange, apps: DrainApps): Promise<Change[]> {
  const rows = await selectLines(ctx.stores.clickhouse, ctx.resourceId, {
    range,
    filter: { sql: "(kind = 'api')", params: {} },
    order: "desc",
    limit: CHANGES_MAX,
    after: null,
  });
  return rows
    .map((row) => toLine(row, apps))
    .reverse()
    .map((line) => ({
      at: line.timestamp,
      type: line.fields.action ?? "change",
      actor: line.fields.user ?? null,
      sentence: line.message,
      app: line.app,
    }));
}
