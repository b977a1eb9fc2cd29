import type { BucketRow } from "../../stores/postgres/buckets.ts";

type Place = Pick<BucketRow, "prefix">;

/** `lines/2026/11/27/08.ndjson.gz` and so on: an hour (UTC) a file, a day a folder. */
export function keysOfHour({ prefix }: Place, hour: Date): { lines: string; changes: string; manifest: string } {
  const path = hour.toISOString().slice(0, 13).replaceAll(/[-T]/g, "/");
  return {
    lines: `${prefix}lines/${path}.ndjson.gz`,
    changes: `${prefix}changes/${path}.ndjson.gz`,
    manifest: `${prefix}manifests/${path}.json`,
  };
}

/** What is written when a bucket is given to us. */
export const testKey = ({ prefix }: Place): string => `${prefix}draintrail.json`;
