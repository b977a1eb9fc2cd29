import type { Services } from "../../context.ts";
import * as archives from "../../stores/postgres/audit-archives.ts";
import * as jobs from "../../stores/postgres/audit-jobs.ts";
import { toArchiveRefusal } from "./archive-refusal.ts";
import { importArchive } from "./import-archive.ts";
import { listDueArchives } from "./sync-archives.ts";

/**
 * Does the backfill a customer asked for: every month from `archives_from` on that is not verified yet, oldest first.
 * A month that fails does not stop the next. Repeatable: goes on where it stood.
 *
 * @param progress told in percent, as the job's row is
 */
export async function backfillArchives(
  services: Services,
  { resourceId, jobId }: { resourceId: string; jobId: string },
  progress: (percent: number) => Promise<void> = async () => {},
): Promise<void> {
  const { stores, clock } = services;
  const job = await jobs.find(stores.pg, resourceId, jobId);
  if (!job || !(await jobs.markRunning(stores.pg, resourceId, jobId))) return;
  try {
    const due = await listDueArchives(services, resourceId, job.source_id);
    for (const [index, { id }] of due.entries()) {
      await importArchive(services, { resourceId, archiveId: id }, async (percent) => {
        const whole = Math.floor((100 * index + percent) / due.length);
        await jobs.setProgress(stores.pg, resourceId, jobId, whole);
        await progress(whole);
      });
    }
    const ids = new Set(due.map(({ id }) => id));
    const done = (await archives.listOfSource(stores.pg, resourceId, job.source_id)).filter(({ id }) => ids.has(id));
    const count = (status: archives.ArchiveRow["status"]) => done.filter((row) => row.status === status).length;
    const events = done.reduce((sum, row) => sum + row.events, 0);
    await jobs.finish(stores.pg, resourceId, jobId, {
      at: clock.now(),
      result: {
        months: done.length,
        verified: count("verified"),
        mismatch: count("mismatch"),
        failed: count("failed"),
        events,
      },
    });
  } catch (error) {
    const refusal = toArchiveRefusal(error);
    if (refusal === null) throw error;
    await jobs.finish(stores.pg, resourceId, jobId, { at: clock.now(), error: refusal });
  }
}
