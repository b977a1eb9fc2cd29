import type { ObjectStore } from "../../clients/put-object.ts";
import type { Services } from "../../context.ts";
import type { BucketRow } from "../../stores/postgres/buckets.ts";

/** What a bucket's secret is sealed for. */
export const SECRET_ACCESS_KEY = "buckets.secret_access_key";

/** A bucket as it is written to. */
export function openBucket({ secrets }: Pick<Services, "secrets">, row: BucketRow): ObjectStore {
  return {
    endpoint: row.endpoint,
    region: row.region,
    bucket: row.name,
    accessKeyId: row.access_key_id,
    secretAccessKey: secrets.open(row.secret_access_key_sealed, SECRET_ACCESS_KEY),
  };
}
