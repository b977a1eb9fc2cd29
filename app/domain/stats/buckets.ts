import type { TimeRange } from "../../stores/clickhouse/log-lines.ts";

/** Bucket widths a person can read off an axis. */
const NICE_SECONDS = [
  1, 2, 5, 10, 15, 30, 60, 120, 300, 600, 900, 1_800, 3_600, 7_200, 10_800, 21_600, 43_200, 86_400, 604_800,
];
/** The narrowest readable bucket that needs no more than `buckets` of them. */
export function niceBucketSeconds(range: TimeRange, buckets: number): number {
  const seconds = (range.toMicros - range.fromMicros) / 1_000_000;
  const nice = NICE_SECONDS.find((step) => seconds / step <= buckets);
  return nice ?? Math.ceil(seconds / buckets / 604_800) * 604_800;
}

/** Every bucket of the range with its start, and what was found in it. Buckets are whole multiples since the epoch. */
export function fillBuckets<Row extends { bucket: number }, Cell>(
  rows: readonly Row[],
  range: TimeRange,
  bucketSeconds: number,
  toCell: (row: Row | undefined) => Cell,
): ({ start: string } & Cell)[] {
  const byBucket = new Map(rows.map((row) => [row.bucket, row]));
  const micros = bucketSeconds * 1_000_000;
  const first = Math.floor(range.fromMicros / micros);
  const last = Math.floor((range.toMicros - 1) / micros);
  return Array.from({ length: last - first + 1 }, (_, i) => ({
    start: new Date((first + i) * bucketSeconds * 1000).toISOString(),
    ...toCell(byBucket.get(first + i)),
  }));
}
