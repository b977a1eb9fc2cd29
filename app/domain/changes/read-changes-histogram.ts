import type { Ctx } from "../../context.ts";
import type { ChangesHistogramAnswer } from "../../contract/change.ts";
import { countChanges } from "../../stores/clickhouse/changes/changes.ts";
import { parseTimeRange } from "../logs/time-range.ts";
import { fillBuckets, niceBucketSeconds } from "../stats/buckets.ts";
import { compileChangeQuery } from "./compile-change-query.ts";

/** Changes per bucket, by type; each change counts once, whoever told of it. @throws Fault query.bad_range */
export async function readChangesHistogram(
  ctx: Ctx,
  input: { query: string; from: string; to: string; buckets: number; signal?: AbortSignal },
): Promise<ChangesHistogramAnswer> {
  const range = parseTimeRange(input, ctx.clock.now());
  const { filter, drains, diagnostics } = await compileChangeQuery(ctx, input.query);
  const bucketSeconds = niceBucketSeconds(range, input.buckets);
  const scope = { range, filter, drains, ...(input.signal ? { signal: input.signal } : {}) };
  const counts = await countChanges(ctx.stores.clickhouse, ctx.resourceId, scope, bucketSeconds);
  const buckets = new Map<number, { bucket: number; by_type: Record<string, number> }>();
  for (const { bucket, type, count } of counts) {
    const of = buckets.get(bucket) ?? { bucket, by_type: {} };
    of.by_type[type] = count;
    buckets.set(bucket, of);
  }
  const data = fillBuckets([...buckets.values()], range, bucketSeconds, (row) => ({
    count: Object.values(row?.by_type ?? {}).reduce((sum, count) => sum + count, 0),
    by_type: row?.by_type ?? {},
  }));
  return { data, bucket_seconds: bucketSeconds, diagnostics };
}
