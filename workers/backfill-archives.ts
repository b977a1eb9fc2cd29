import { backfillArchives } from "../app/domain/audit/backfill-archives.ts";
import { giveUpAuditJob } from "../app/domain/audit/give-up-audit-job.ts";
import { defineWorker } from "./define-worker.ts";

// One at a time, for the reason of import-archive.
export const backfillArchivesWorker = defineWorker({
  name: "backfill-archives",
  concurrency: 1,
  handle: backfillArchives,
  giveUp: giveUpAuditJob,
});
