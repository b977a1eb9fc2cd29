import type { Services } from "../../context.ts";
import { deleteChangesOfResource } from "../../stores/clickhouse/changes/changes.ts";
import { deleteLinesOfResource } from "../../stores/clickhouse/log-lines.ts";
import { removeEvidenceOfResource } from "../../stores/postgres/audit-evidence.ts";
import { deleteRowsOfResource } from "../../stores/postgres/purge.ts";
import * as resources from "../../stores/postgres/resources.ts";
import * as spilledFrames from "../../stores/postgres/spilled-frames.ts";

/** The door may remember a living resource for some minutes more; after this long it lets nothing in. */
const SETTLED_MS = 10 * 60_000;

/**
 * Removes what a deprovisioned resource left: its events, then its rows. The tombstone stays, and the hashes of its
 * drain tokens, which answer 404. Repeatable; done for good only once nothing of it can still be on its way.
 *
 * @param progress told in percent
 */
export async function purgeResource(
  { stores, clock, log }: Services,
  input: { resourceId: string },
  progress: (percent: number) => Promise<void> = async () => {},
): Promise<void> {
  const { resourceId } = input;
  const row = await resources.find(stores.pg, resourceId);
  if (row?.state !== "deprovisioned" || row.purged_at !== null) return;
  // Asked first: what is on its way now would be stored behind the purge.
  const isSettled =
    clock.now().getTime() - (row.deprovisioned_at?.getTime() ?? 0) > SETTLED_MS &&
    !(await isOnItsWay(stores, resourceId));
  await deleteLinesOfResource(stores.clickhouse, resourceId);
  await deleteChangesOfResource(stores.clickhouse, resourceId);
  await progress(60);
  // By themselves and in parts: gigabytes, of archives or of spilled frames, are more than one statement gets time for.
  await removeEvidenceOfResource(stores.pg, resourceId);
  const spilled = await spilledFrames.removeOfResource(stores.pg, resourceId);
  const rows = spilled + (await deleteRowsOfResource(stores.pg, resourceId));
  await progress(90);
  if (isSettled) await resources.markPurged(stores.pg, resourceId, clock.now());
  await progress(100);
  log.info({ resourceId, rows, isSettled }, "purged");
}

/** In the order in which frames go on, so that none slips by from one place to the next. */
async function isOnItsWay({ pg, frames, apiLines }: Services["stores"], resourceId: string): Promise<boolean> {
  return (
    (await spilledFrames.hasOfResource(pg, resourceId)) ||
    (await frames.holds(resourceId)) ||
    (await apiLines.hold(resourceId))
  );
}

/** Purges what is not purged yet: a queue that lost a job, and the second pass after things have settled. */
export async function sweepPurges({ stores, queues }: Services): Promise<void> {
  for (const resourceId of await resources.listUnpurged(stores.pg))
    await queues.enqueue("purge-resource", { resourceId });
}
