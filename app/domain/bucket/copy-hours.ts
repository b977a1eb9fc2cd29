import { jsonObject, type ObjectStore, putObject } from "../../clients/put-object.ts";
import type { Services } from "../../context.ts";
import * as bucketHours from "../../stores/postgres/bucket-hours.ts";
import * as buckets from "../../stores/postgres/buckets.ts";
import * as ledger from "../../stores/postgres/ledger.ts";
import * as resources from "../../stores/postgres/resources.ts";
import { storedUpTo } from "../alerts/stored-up-to.ts";
import { keysOfHour } from "./object-keys.ts";
import { openBucket } from "./open-bucket.ts";
import { sayTrouble } from "./say-trouble.ts";
import { type HourFiles, writeHour } from "./write-hour.ts";

/*
 * A customer's bucket gets hour after hour, oldest first, each once all that was received in it is stored:
 *
 *   next_hour --lines, changes, then the manifest are written--> noted in bucket_hours, next_hour is the hour behind it
 *        \--anything fails--> error and attempts are noted, and the same hour is tried again later
 *
 * A manifest is the last of an hour's three files, so where there is one, the hour is whole. A worker that dies writes the same files
 * again. An hour whose books change later (frames that waited elsewhere) is copied again, in its place.
 */

/** A poll or an import that had rows in its hands when the hour ended has stored them by then. */
export const SETTLED_MS = 5 * 60_000;
/** A job is one turn of some minutes; what is left is due at once. */
const HOURS_AT_ONCE = 24;
/** Frames wait in Postgres for days at the very most; a month is for whatever else there may be. */
const LOOKED_BACK_MS = 31 * 86_400_000;
const HOUR_MS = 3_600_000;
/** A minute, doubled each time, but at most an hour: what is wrong with a bucket takes people to mend. */
const RETRY_MS = 60_000;

/** Copies what is due. Never throws for what is wrong with the bucket. */
export async function copyHours(services: Services, { resourceId }: { resourceId: string }): Promise<void> {
  const { stores, clock, log, metrics } = services;
  const [resource, bucket] = await Promise.all([
    resources.find(stores.pg, resourceId),
    buckets.find(stores.pg, resourceId),
  ]);
  if (!resource || resource.state === "deprovisioned" || !bucket) return;
  try {
    await copyDue(services, bucket);
  } catch (error) {
    const now = clock.now();
    const trouble = sayTrouble(error);
    metrics.bucketHours.inc({ outcome: "failed" });
    log.warn({ err: error, resourceId, attempts: bucket.attempts + 1 }, "hour not copied to the bucket");
    // Read again: hours before the one that failed may have been copied.
    const latest = await buckets.find(stores.pg, resourceId);
    if (latest)
      await buckets.saveFailure(stores.pg, latest, {
        error: trouble ?? "Draintrail could not read the hour",
        now,
        dueAt: new Date(now.getTime() + Math.min(RETRY_MS * 2 ** latest.attempts, HOUR_MS)),
      });
  }
}

async function copyDue(services: Services, bucket: buckets.BucketRow): Promise<void> {
  const { stores, clock } = services;
  const store = openBucket(services, bucket);
  const since = new Date(clock.now().getTime() - LOOKED_BACK_MS);
  for (const before of await bucketHours.listOutOfDate(stores.pg, bucket.resource_id, since, HOURS_AT_ONCE))
    await copyAgain(services, bucket, store, before);

  const upToMs = (await storedUpTo(services, bucket.resource_id, "changes")).getTime();
  const lastMs = Math.min(upToMs, clock.now().getTime() - SETTLED_MS);
  let row = bucket;
  for (let hours = 0; hours < HOURS_AT_ONCE && row.next_hour.getTime() + HOUR_MS <= lastMs; hours++) {
    const copied = await withHour(services, row, row.next_hour, (hour) => putHour(services, bucket, store, hour));
    const nextHour = new Date(row.next_hour.getTime() + HOUR_MS);
    const next = { nextHour, dueAt: dueAfter(nextHour) };
    const isOurs = await stores.pg.transaction(async (tx) => {
      const isSaved = await buckets.saveCopied(tx, row, next);
      if (isSaved) await bucketHours.keep(tx, copied);
      return isSaved;
    });
    if (!isOurs) return;
    row = { ...row, next_hour: nextHour };
  }
  if (row === bucket) await buckets.saveDue(stores.pg, bucket, dueAgain(services, bucket));
}

/** A copy is never replaced by less: lines may have expired since it was made. */
async function copyAgain(
  services: Services,
  bucket: buckets.BucketRow,
  store: ObjectStore,
  before: bucketHours.BucketHourRow,
): Promise<void> {
  const { pg } = services.stores;
  await withHour(services, bucket, before.hour, async (hour) => {
    if (hour.files.messages < Number(before.messages)) await bucketHours.saveStored(pg, before, hour.stored);
    else await bucketHours.keep(pg, await putHour(services, bucket, store, hour));
  });
}

/** Once the hour is over. */
export const dueAfter = (hour: Date): Date => new Date(hour.getTime() + HOUR_MS + SETTLED_MS);

/** Looked at too early, or lines wait to be stored. */
function dueAgain({ clock }: Services, bucket: buckets.BucketRow): Date {
  return new Date(Math.max(dueAfter(bucket.next_hour).getTime(), clock.now().getTime() + RETRY_MS));
}

/** What there is of an hour, and what the books say of it. */
interface Hour {
  at: Date;
  files: HourFiles;
  books: ledger.LedgerRow | undefined;
  /** Messages, by the books. */
  stored: number;
}

/** What `use` makes of an hour, whose files are there until then. */
async function withHour<T>(
  services: Services,
  { resource_id }: buckets.BucketRow,
  at: Date,
  use: (hour: Hour) => Promise<T>,
): Promise<T> {
  // Ahead of the lines: what the books gain meanwhile makes the hour out of date, and it is copied again.
  const [books] = await ledger.list(services.stores.pg, resource_id, at, new Date(at.getTime() + HOUR_MS));
  const files = await writeHour(services, resource_id, at);
  try {
    return await use({ at, books, stored: Number(books?.stored ?? 0), files });
  } finally {
    await files.remove();
  }
}

async function putHour(
  { clients, clock, metrics, log }: Services,
  bucket: buckets.BucketRow,
  store: ObjectStore,
  hour: Hour,
): Promise<bucketHours.CopiedHour> {
  const { at, files, stored } = hour;
  const { resource_id: resourceId } = bucket;
  const keys = keysOfHour(bucket, at);
  for (const what of ["lines", "changes"] as const) {
    const { body, sha256 } = files[what];
    await putObject(clients.buckets, store, { key: keys[what], body, sha256, contentType: "application/gzip" });
  }
  const copiedAt = clock.now();
  const manifest = JSON.stringify(manifestOf({ resourceId, copiedAt, keys, hour }), null, 2);
  await putObject(clients.buckets, store, jsonObject(keys.manifest, manifest));
  metrics.bucketHours.inc({ outcome: "copied" });
  log.info({ resourceId, hour: at, lines: files.lines.rows, changes: files.changes.rows }, "hour copied to the bucket");
  return {
    resource_id: resourceId,
    hour: at,
    lines: files.lines.rows,
    messages: files.messages,
    lines_bytes: files.lines.bytes,
    lines_sha256: files.lines.sha256,
    changes: files.changes.rows,
    changes_bytes: files.changes.bytes,
    changes_sha256: files.changes.sha256,
    stored,
    copied_at: copiedAt,
  };
}

/** What a reader of the bucket needs to check an hour without asking us. docs/bucket.md has every member. */
function manifestOf({
  resourceId,
  copiedAt,
  keys,
  hour: { at, files, books, stored },
}: {
  resourceId: string;
  copiedAt: Date;
  keys: ReturnType<typeof keysOfHour>;
  hour: Hour;
}) {
  const fileOf = (what: "lines" | "changes") => {
    const { rows, bytes, sha256 } = files[what];
    return { key: keys[what], rows, bytes, sha256 };
  };
  return {
    version: 1,
    resource: resourceId,
    hour: at.toISOString(),
    copied_at: copiedAt.toISOString(),
    lines: { ...fileOf("lines"), messages: files.messages },
    changes: fileOf("changes"),
    books: {
      received: Number(books?.received ?? 0),
      stored,
      shed: Number(books?.shed ?? 0),
      rejected: Number(books?.rejected ?? 0),
      upstream_dropped: Number(books?.upstream_dropped ?? 0),
    },
    is_complete: files.messages === stored,
  };
}
