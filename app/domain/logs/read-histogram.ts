import type { Ctx } from "../../context.ts";
import { ERROR_LEVELS, type HistogramAnswer } from "../../contract/api.ts";
import { countByBucket, type TimeRange } from "../../stores/clickhouse/log-lines.ts";
import { unlessTooSlow } from "../../stores/clickhouse/query-limits.ts";
import { readMarks } from "../changes/read-marks.ts";
import { fillBuckets, niceBucketSeconds } from "../stats/buckets.ts";
import { compileQuery } from "./compile-query.ts";
import { newestPart } from "./newest-part.ts";
import { ReadBudget } from "./read-budget.ts";
import { parseTimeRange } from "./time-range.ts";

/** The whole leaves the part its seconds, of those that the call has. */
const WHOLE_SECONDS_MAX = 15;
const PART_SECONDS_MAX = 8;

/**
 * Lines per bucket, the errors among them, and the changes in the range. Buckets are whole multiples since the epoch,
 * so that the same bucket has the same edges in every picture; empty ones are filled in. Where all of it takes too long,
 * the newest part is counted and the answer says from where (`partial`, `counted_from`).
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
  const time = new ReadBudget();
  const count = (of: TimeRange, secondsMax: number) =>
    countByBucket(ctx.stores.clickhouse, ctx.resourceId, {
      range: of,
      filter,
      bucketSeconds,
      errorLevels: ERROR_LEVELS,
      secondsMax: Math.min(secondsMax, time.secondsLeft()),
      ...(input.signal ? { signal: input.signal } : {}),
    });
  // The part does not wait for the changes, which may take all the time there is.
  const countWholeOrPart = async () => {
    const whole = await unlessTooSlow(count(range, WHOLE_SECONDS_MAX));
    if (whole !== null) return { counts: whole, countedFrom: null };
    const newest = newestPart(range, bucketSeconds);
    const countedFrom = new Date(newest.fromMicros / 1000).toISOString();
    return { counts: await count(newest, PART_SECONDS_MAX), countedFrom };
  };
  const [{ counts, countedFrom }, changes] = await Promise.all([
    countWholeOrPart(),
    unlessTooSlow(readMarks(ctx, range, { time, signal: input.signal })),
  ]);
  const data = fillBuckets(counts, range, bucketSeconds, (found) => ({
    count: found?.count ?? 0,
    errors: found?.errors ?? 0,
  }));
  return {
    data,
    bucket_seconds: bucketSeconds,
    changes: changes ?? [],
    ...(countedFrom !== null || changes === null ? { partial: true } : {}),
    ...(countedFrom !== null ? { counted_from: countedFrom } : {}),
    diagnostics,
  };
}
