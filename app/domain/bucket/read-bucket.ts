import type { Ctx } from "../../context.ts";
import type { BucketHoursAnswer, BucketOrNoneAnswer } from "../../contract/api.ts";
import { Fault } from "../../errors.ts";
import * as bucketHours from "../../stores/postgres/bucket-hours.ts";
import * as buckets from "../../stores/postgres/buckets.ts";
import { toBucket, toBucketHour } from "./bucket-view.ts";

/** The resource's bucket, if it has one. */
export async function readBucket({ stores, resourceId }: Ctx): Promise<BucketOrNoneAnswer> {
  const row = await buckets.find(stores.pg, resourceId);
  return { bucket: row && toBucket(row) };
}

/** What was copied last. @throws Fault bucket.not_found */
export async function readBucketHours(
  { stores, resourceId }: Ctx,
  input: { limit: number },
): Promise<BucketHoursAnswer> {
  const row = await buckets.find(stores.pg, resourceId);
  if (!row) throw new Fault("bucket.not_found");
  const hours = await bucketHours.list(stores.pg, resourceId, input.limit);
  return { data: hours.map((hour) => toBucketHour(row, hour)) };
}
