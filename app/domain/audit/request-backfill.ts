import type { Ctx } from "../../context.ts";
import type { AuditJob } from "../../contract/audit.ts";
import { Fault } from "../../errors.ts";
import * as archives from "../../stores/postgres/audit-archives.ts";
import * as auditJobs from "../../stores/postgres/audit-jobs.ts";
import { toAuditJob } from "./audit-view.ts";
import { getLivingSource } from "./get-living-source.ts";
import { isArchiveMonth } from "./month.ts";

/**
 * Queues the import of every archive from a month on that is not verified yet.
 *
 * @param input.from `2017-01` style
 * @throws Fault audit.source_not_found, also for another resource's; audit.not_active; body.bad_member
 */
export async function requestBackfill(ctx: Ctx, input: { sourceId: string; from: string }): Promise<AuditJob> {
  const { stores, queues, clock, resourceId } = ctx;
  const source = await getLivingSource(ctx, input.sourceId);
  if (source.status === "paused")
    throw new Fault("audit.not_active", { fill: { status: "paused", advice: "resume it first" } });
  if (!isArchiveMonth(input.from, clock.now()))
    throw new Fault("body.bad_member", {
      fill: { field: "from", problem: "must be a month from 2017-01 to this one" },
    });
  await archives.reachBack(stores.pg, resourceId, source.id, input.from);
  const job = await auditJobs.insert(stores.pg, resourceId, {
    source_id: source.id,
    kind: "backfill",
    created_at: clock.now(),
  });
  await queues.enqueue("backfill-archives", { resourceId, jobId: job.id });
  return toAuditJob(job);
}
