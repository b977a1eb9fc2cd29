import type { TimeRange } from "../../stores/clickhouse/log-lines.ts";

/** Bucket widths a person can read off an axis. */
const NICE_SECONDS = [
  1, 2, 5, 10, 15, 30, 60, 120, 300, 600, 900, 1_800, 3_600, 7_200, 10_800, 21_600, 43_200, 86_400, 172_800, 604_800,
];
const WEEK_SECONDS = 604_800;

/**
 * The narrowest readable bucket that needs no more than `buckets` of them, counting those that the range only touches:
 * an hour that begins in the middle of a minute touches 61. Past a week, whole weeks.
 */
export function niceBucketSeconds(range: TimeRange, buckets: number): number {
  const nice = NICE_SECONDS.find((step) => bucketsOf(range, step).count <= buckets);
  if (nice !== undefined) return nice;
  let weeks = 2;
  while (bucketsOf(range, weeks * WEEK_SECONDS).count > buckets) weeks++;
  return weeks * WEEK_SECONDS;
}

/** The buckets a range touches: whole multiples of their width since the epoch. */
function bucketsOf(range: TimeRange, bucketSeconds: number): { first: number; count: number } {
  const micros = bucketSeconds * 1_000_000;
  const first = Math.floor(range.fromMicros / micros);
  return { first, count: Math.floor((range.toMicros - 1) / micros) - first + 1 };
}

/** Every bucket of the range with its start, and what was found in it. */
export function fillBuckets<Row extends { bucket: number }, Cell>(
  rows: readonly Row[],
  range: TimeRange,
  bucketSeconds: number,
  toCell: (row: Row | undefined) => Cell,
): ({ start: string } & Cell)[] {
  const byBucket = new Map(rows.map((row) => [row.bucket, row]));
  const { first, count } = bucketsOf(range, bucketSeconds);
  return Array.from({ length: count }, (_, i) => ({
    start: new Date((first + i) * bucketSeconds * 1000).toISOString(),
    ...toCell(byBucket.get(first + i)),
  }));
}
