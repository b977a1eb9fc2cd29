import { dispatchPolls } from "../app/domain/audit/dispatch-polls.ts";
import { giveUpAuditJob } from "../app/domain/audit/give-up-audit-job.ts";
import { pollSource } from "../app/domain/audit/poll-source.ts";
import { purgeSource } from "../app/domain/audit/purge-source.ts";
import { releaseAuthorization, sweepReleases } from "../app/domain/audit/release-authorization.ts";
import { runAuditJob } from "../app/domain/audit/run-audit-job.ts";
import { defineWorker } from "./define-worker.ts";

// Every two seconds: when nothing is due it costs one indexed query, and who has just opted in is watching.
export const dispatchAuditPollsWorker = defineWorker({
  name: "dispatch-audit-polls",
  concurrency: 1,
  everyMs: 2_000,
  handle: (services) => dispatchPolls(services),
});

// A poll waits for Heroku nearly all of its time, and holds no connection of the pool meanwhile.
export const pollAuditSourceWorker = defineWorker({ name: "poll-audit-source", concurrency: 10, handle: pollSource });

export const runAuditJobWorker = defineWorker({
  name: "run-audit-job",
  concurrency: 5,
  handle: runAuditJob,
  giveUp: (services, { resourceId, auditJobId }) => giveUpAuditJob(services, { resourceId, jobId: auditJobId }),
});

// One at a time: a ClickHouse mutation rewrites parts, and two at once only slow the store for everyone.
export const purgeAuditSourceWorker = defineWorker({ name: "purge-audit-source", concurrency: 1, handle: purgeSource });

// Heroku's answer is all it waits for.
export const releaseAuthorizationWorker = defineWorker({
  name: "release-authorization",
  concurrency: 2,
  handle: releaseAuthorization,
});

// Every ten minutes: by then the tries of a job of its own are over.
export const sweepReleasesWorker = defineWorker({
  name: "sweep-releases",
  concurrency: 1,
  everyMs: 10 * 60_000,
  handle: (services) => sweepReleases(services),
});
