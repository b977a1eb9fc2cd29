import type { BucketAnswer, BucketHoursAnswer } from "../../contract/api.ts";
import type { BucketHourRow } from "../../stores/postgres/bucket-hours.ts";
import type { BucketRow } from "../../stores/postgres/buckets.ts";
import { keysOfHour } from "./object-keys.ts";

/** A bucket as the API gives it. */
export function toBucket(row: BucketRow): BucketAnswer {
  return {
    endpoint: row.endpoint,
    region: row.region,
    bucket: row.name,
    prefix: row.prefix,
    access_key_id: row.access_key_id,
    next_hour: row.next_hour.toISOString(),
    error: row.error,
    failing_since: row.failing_since?.toISOString() ?? null,
    next_try_at: row.due_at.toISOString(),
    created_at: row.created_at.toISOString(),
    created_by: row.created_by,
  };
}

/** What was copied of an hour, as the API gives it. */
export function toBucketHour(bucket: BucketRow, row: BucketHourRow): BucketHoursAnswer["data"][number] {
  const keys = keysOfHour(bucket, row.hour);
  const file = (key: string, rows: string, bytes: string, sha256: string) => ({
    key,
    rows: Number(rows),
    bytes: Number(bytes),
    sha256,
  });
  return {
    hour: row.hour.toISOString(),
    copied_at: row.copied_at.toISOString(),
    lines: {
      ...file(keys.lines, row.lines, row.lines_bytes, row.lines_sha256),
      messages: Number(row.messages),
    },
    changes: file(keys.changes, row.changes, row.changes_bytes, row.changes_sha256),
    stored: Number(row.stored),
    is_complete: row.messages === row.stored,
  };
}
