import { jsonObject, putObject } from "../../clients/put-object.ts";
import { actorName, type Ctx } from "../../context.ts";
import { amazonEndpoint } from "../../contract/amazon-endpoint.ts";
import type { BucketAnswer } from "../../contract/api.ts";
import { Fault } from "../../errors.ts";
import * as bucketHours from "../../stores/postgres/bucket-hours.ts";
import * as buckets from "../../stores/postgres/buckets.ts";
import { startOfHour } from "../../stores/postgres/ledger.ts";
import * as resources from "../../stores/postgres/resources.ts";
import { lockLiving } from "../resources/lock-living.ts";
import { getPlan } from "../resources/plans.ts";
import { toBucket } from "./bucket-view.ts";
import { testKey } from "./object-keys.ts";
import { openBucket, SECRET_ACCESS_KEY } from "./open-bucket.ts";
import { sayTrouble } from "./say-trouble.ts";

/** Somebody waits for the answer, and Heroku's router for half a minute at most. */
const TEST_MS_MAX = 15_000;

export interface GivenBucket {
  /** null: Amazon's own for the region. */
  endpoint: string | null;
  region: string;
  bucket: string;
  prefix: string;
  accessKeyId: string;
  secretAccessKey: string;
  /** Whether it gets what is stored already, too. */
  isFromStart: boolean;
}

/**
 * Takes a bucket into use once a test file was written to it, in the place of the one before. With the same place and other keys it goes on
 * where it stood; another place begins with the hour that is under way, or with what is stored.
 *
 * @throws Fault bucket.bad_address, bucket.refused; resource.not_found when the resource ended
 */
export async function keepBucket(ctx: Ctx, given: GivenBucket): Promise<BucketAnswer> {
  const { stores, clients, secrets, resourceId, clock, log, actor } = ctx;
  const endpoint = new URL(given.endpoint ?? amazonEndpoint(given.region)).origin;
  const refusal = clients.buckets.refusalOf(given.endpoint ?? endpoint);
  if (refusal !== null) throw new Fault("bucket.bad_address", { fill: { problem: refusal } });
  const now = clock.now();
  const place = { endpoint, region: given.region, name: given.bucket, prefix: asFolder(given.prefix) };
  const row: buckets.BucketRow = {
    resource_id: resourceId,
    ...place,
    access_key_id: given.accessKeyId,
    secret_access_key_sealed: secrets.seal(given.secretAccessKey, SECRET_ACCESS_KEY),
    next_hour: startOfHour(now),
    due_at: now,
    attempts: 0,
    error: null,
    failing_since: null,
    created_at: now,
    created_by: actorName(actor),
  };
  await writeTest(ctx, row);
  const kept = await stores.pg.transaction(async (tx) => {
    await lockLiving(tx, resourceId);
    const before = await buckets.find(tx, resourceId);
    const isSamePlace = before !== null && isPlace(before, place);
    if (!isSamePlace) await bucketHours.removeOfResource(tx, resourceId);
    if (given.isFromStart) row.next_hour = await oldestHour(ctx);
    else if (isSamePlace) row.next_hour = before.next_hour;
    return buckets.keep(tx, row);
  });
  log.info({ resourceId, endpoint, by: actor.kind }, "bucket kept");
  return toBucket(kept);
}

const asFolder = (prefix: string) => (prefix === "" || prefix.endsWith("/") ? prefix : `${prefix}/`);

type Place = Pick<buckets.BucketRow, "endpoint" | "name" | "prefix">;
const isPlace = (a: Place, b: Place) => a.endpoint === b.endpoint && a.name === b.name && a.prefix === b.prefix;

async function writeTest(ctx: Ctx, row: buckets.BucketRow): Promise<void> {
  const text = `${JSON.stringify({ written_by: "Draintrail", resource: row.resource_id, at: row.created_at }, null, 2)}\n`;
  try {
    const object = { ...jsonObject(testKey(row), text), msMax: TEST_MS_MAX };
    await putObject(ctx.clients.buckets, openBucket(ctx, row), object);
  } catch (error) {
    const problem = sayTrouble(error);
    if (problem === null) throw error;
    throw new Fault("bucket.refused", { fill: { problem }, cause: error });
  }
}

/** Of what is still stored, but for the hour that is expiring now. */
async function oldestHour({ stores, resourceId, clock }: Ctx): Promise<Date> {
  const resource = await resources.find(stores.pg, resourceId);
  if (!resource) throw new Fault("resource.not_found");
  const keptMs = getPlan(resource.plan).retentionDays * 86_400_000;
  const keptSince = new Date(clock.now().getTime() - keptMs + 3_600_000);
  return startOfHour(new Date(Math.max(resource.created_at.getTime(), keptSince.getTime())));
}
