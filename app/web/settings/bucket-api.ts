import type { BucketAnswer, BucketHoursAnswer, BucketOrNoneAnswer } from "../../contract/api.ts";
import { getJson, write } from "../lib/api.ts";

/** What a bucket is set up with. */
export interface GivenBucket {
  /** null: Amazon's own for the region. */
  endpoint: string | null;
  region: string;
  bucket: string;
  prefix: string;
  access_key_id: string;
  secret_access_key: string;
  from_start: boolean;
}

export function getBucket(signal?: AbortSignal): Promise<BucketOrNoneAnswer> {
  return getJson("/bucket", {}, signal);
}

/** Answers once a test file was written. */
export async function putBucket(input: GivenBucket): Promise<BucketAnswer> {
  return (await (await write("PUT", "/bucket", input)).json()) as BucketAnswer;
}

export async function removeBucket(): Promise<void> {
  await write("DELETE", "/bucket");
}

export function getBucketHours(signal?: AbortSignal): Promise<BucketHoursAnswer> {
  return getJson("/bucket/hours", {}, signal);
}
