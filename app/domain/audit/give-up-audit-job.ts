import type { Services } from "../../context.ts";
import * as auditJobs from "../../stores/postgres/audit-jobs.ts";

/** What the customer can do; a sentence or two each. */
const ADVICE: Record<auditJobs.AuditJobRow["kind"], string> = {
  validate: "We could not do this check: one of our own stores did not answer. Ask for it again in a few minutes.",
  poll: "We could not do this poll: another one of the source was under way all the while, or one of our own stores did not answer. The source is polled by itself all the same; its last poll says when.",
  backfill:
    "We could not finish this backfill: one of our own stores did not answer. Months that are verified stay so; ask for it again and it goes on with the others.",
};

/**
 * The queue's tries of a job that a customer asked for ran out: it ends, so that nobody waits for it. Why is in our log;
 * it was nothing that Heroku or the customer did, for that the job would have said itself.
 */
export async function giveUpAuditJob(
  { stores, clock }: Pick<Services, "stores" | "clock">,
  { resourceId, jobId }: { resourceId: string; jobId: string },
): Promise<void> {
  const job = await auditJobs.find(stores.pg, resourceId, jobId);
  if (job?.status !== "queued" && job?.status !== "running") return;
  const error = { code: "audit.job_given_up", advice: ADVICE[job.kind] };
  await auditJobs.finish(stores.pg, resourceId, jobId, { at: clock.now(), error });
}
