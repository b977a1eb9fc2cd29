import type { TimeRange } from "../../stores/clickhouse/log-lines.ts";

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
