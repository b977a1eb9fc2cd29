import type { Ctx } from "../../context.ts";
import type { AuditJob } from "../../contract/audit.ts";
import { Fault } from "../../errors.ts";
import * as auditJobs from "../../stores/postgres/audit-jobs.ts";
import { toAuditJob } from "./audit-view.ts";
import { getLivingSource } from "./get-living-source.ts";

/**
 * Queues a check of the credential or a poll now.
 *
 * @throws Fault audit.source_not_found, also for another resource's; audit.not_active
 */
export async function requestJob(ctx: Ctx, input: { sourceId: string; kind: "validate" | "poll" }): Promise<AuditJob> {
  const { stores, queues, clock, resourceId } = ctx;
  const source = await getLivingSource(ctx, input.sourceId);
  if (input.kind === "poll" && source.status === "paused")
    throw new Fault("audit.not_active", { fill: { status: "paused", advice: "resume it first" } });
  const job = await auditJobs.insert(stores.pg, resourceId, {
    source_id: source.id,
    kind: input.kind,
    created_at: clock.now(),
  });
  await queues.enqueue("run-audit-job", { resourceId, auditJobId: job.id });
  return toAuditJob(job);
}
