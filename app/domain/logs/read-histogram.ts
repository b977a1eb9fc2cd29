import type { Ctx } from "../../context.ts";
import { ERROR_LEVELS, type HistogramAnswer } from "../../contract/api.ts";
import { countByBucket } from "../../stores/clickhouse/log-lines.ts";
import { readMarks } from "../changes/read-marks.ts";
import { fillBuckets, niceBucketSeconds } from "../stats/buckets.ts";
import { compileQuery } from "./compile-query.ts";
import { parseTimeRange } from "./time-range.ts";

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
  const { filter, diagnostics } = await compileQuery(ctx, input.query);
  const bucketSeconds = niceBucketSeconds(range, input.buckets);
  const [counts, changes] = await Promise.all([
    countByBucket(ctx.stores.clickhouse, ctx.resourceId, {
      range,
      filter,
      bucketSeconds,
      errorLevels: ERROR_LEVELS,
      ...(input.signal ? { signal: input.signal } : {}),
    }),
    readMarks(ctx, range, input.signal),
  ]);
  const data = fillBuckets(counts, range, bucketSeconds, (found) => ({
    count: found?.count ?? 0,
    errors: found?.errors ?? 0,
  }));
  return { data, bucket_seconds: bucketSeconds, changes, diagnostics };
}
