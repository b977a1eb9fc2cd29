import type { Ctx } from "../../context.ts";
import { Fault } from "../../errors.ts";
import * as bucketHours from "../../stores/postgres/bucket-hours.ts";
import * as buckets from "../../stores/postgres/buckets.ts";

/** Forgets the bucket and its keys; what is in it stays. @throws Fault bucket.not_found, also for a repeat */
export async function removeBucket({ stores, resourceId, log, actor }: Ctx): Promise<void> {
  const isRemoved = await stores.pg.transaction(async (tx) => {
    await bucketHours.removeOfResource(tx, resourceId);
    return buckets.remove(tx, resourceId);
  });
  if (!isRemoved) throw new Fault("bucket.not_found");
  log.info({ resourceId, by: actor.kind }, "bucket removed");
}
