import type { Ctx } from "../../context.ts";
import type { AuditJob, AuditSource, AuditSourcesAnswer } from "../../contract/audit.ts";
import { Fault } from "../../errors.ts";
import * as auditArchives from "../../stores/postgres/audit-archives.ts";
import * as auditJobs from "../../stores/postgres/audit-jobs.ts";
import * as auditSources from "../../stores/postgres/audit-sources.ts";
import * as resources from "../../stores/postgres/resources.ts";
import { findPlan } from "../resources/plans.ts";
import { NO_ARCHIVES, toAuditJob, toAuditSource } from "./audit-view.ts";

/** Every source of the resource, with the work on it that is not done. */
export async function listSources({ stores, clients, clock, resourceId }: Ctx): Promise<AuditSourcesAnswer> {
  const resource = await resources.find(stores.pg, resourceId);
  const jobs = await auditJobs.listUnfinished(stores.pg, resourceId);
  const rows = await auditSources.listOfResource(stores.pg, resourceId);
  const months = await auditArchives.countByStatus(stores.pg, resourceId);
  return {
    data: rows.map((row) => toAuditSource(row, jobs, countsOf(months, row.id), clock.now())),
    is_in_plan: findPlan(resource?.plan ?? "")?.hasAuditTrail ?? false,
    can_connect: clients.herokuUserOauth !== null,
  };
}

/** @throws Fault audit.source_not_found, also for another resource's */
export async function readSource({ stores, clock, resourceId }: Ctx, input: { id: string }): Promise<AuditSource> {
  const row = await auditSources.find(stores.pg, resourceId, input.id);
  if (!row) throw new Fault("audit.source_not_found");
  const jobs = await auditJobs.listUnfinished(stores.pg, resourceId);
  const months = await auditArchives.countByStatus(stores.pg, resourceId);
  return toAuditSource(row, jobs, countsOf(months, row.id), clock.now());
}

/** @throws Fault audit.job_not_found, also for another resource's */
export async function readJob({ stores, resourceId }: Ctx, input: { id: string }): Promise<AuditJob> {
  const row = await auditJobs.find(stores.pg, resourceId, input.id);
  if (!row) throw new Fault("audit.job_not_found");
  return toAuditJob(row);
}

/** A month that is being imported is one more that is not proven yet. */
function countsOf(
  months: Awaited<ReturnType<typeof auditArchives.countByStatus>>,
  sourceId: string,
): AuditSource["archives"] {
  const counts = { ...NO_ARCHIVES };
  for (const { source_id, status, months: count } of months) {
    if (source_id !== sourceId) continue;
    counts.months += count;
    counts[status === "importing" ? "pending" : status] += count;
  }
  return counts;
}
