import type { Services } from "../../context.ts";
import { Fault } from "../../errors.ts";
import * as auditJobs from "../../stores/postgres/audit-jobs.ts";
import { adviceOf } from "./audit-advice.ts";
import { pollSource } from "./poll-source.ts";
import { validateSource } from "./validate-source.ts";

/**
 * Does a check or a poll that a customer asked for, and keeps what came of it. What fails for a reason of ours is
 * thrown and tried again, and so is a poll while another one of the source is under way.
 */
export async function runAuditJob(
  services: Services,
  { resourceId, auditJobId }: { resourceId: string; auditJobId: string },
): Promise<void> {
  const { stores, clock } = services;
  const job = await auditJobs.find(stores.pg, resourceId, auditJobId);
  if (!job || !(await auditJobs.markRunning(stores.pg, resourceId, auditJobId))) return;
  const outcome = await doWork(services, job);
  await auditJobs.finish(stores.pg, resourceId, auditJobId, { at: clock.now(), ...outcome });
}

type Outcome = { result: Record<string, number> } | { error: { code: string; advice: string } };

async function doWork(services: Services, job: auditJobs.AuditJobRow): Promise<Outcome> {
  const source = { resourceId: job.resource_id, sourceId: job.source_id };
  if (job.kind === "validate") {
    try {
      return { result: await validateSource(services, source) };
    } catch (error) {
      if (error instanceof Fault) return { error: { code: error.code, advice: error.say } };
      throw error;
    }
  }
  const outcome = await pollSource(services, source);
  switch (outcome.kind) {
    case "done":
      return { result: { events: outcome.added } };
    case "trouble":
      return { error: { code: outcome.code, advice: adviceOf(outcome.code) } };
    case "stopped":
      return { error: { code: "audit.not_active", advice: "The source was paused or removed meanwhile." } };
    case "busy":
      throw new Error("another poll of the source is under way");
  }
}
