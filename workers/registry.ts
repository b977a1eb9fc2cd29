import type { JobName } from "../app/domain/jobs.ts";
import { deliverAlertWorker, dispatchAlertsWorker, endIncidentWorker, judgeAlertsWorker } from "./alerts.ts";
import { applyWebhookEventsWorker } from "./apply-webhook-events.ts";
import {
  dispatchAuditPollsWorker,
  pollAuditSourceWorker,
  purgeAuditSourceWorker,
  releaseAuthorizationWorker,
  runAuditJobWorker,
  sweepReleasesWorker,
} from "./audit.ts";
import { backfillArchivesWorker } from "./backfill-archives.ts";
import { copyToBucketWorker, dispatchCopiesWorker } from "./bucket.ts";
import type { Worker } from "./define-worker.ts";
import { exchangeGrantWorker } from "./exchange-grant.ts";
import { finishProvisioningWorker } from "./finish-provisioning.ts";
import { importArchiveWorker } from "./import-archive.ts";
import { indexOldLinesWorker } from "./index-old-lines.ts";
import { pruneControlPlaneWorker } from "./prune-control-plane.ts";
import { purgeResourceWorker } from "./purge-resource.ts";
import { releaseQuarantineWorker } from "./release-quarantine.ts";
import { respoolFramesWorker } from "./respool-frames.ts";
import { sweepArchivesWorker } from "./sweep-archives.ts";
import { sweepAttachmentsWorker } from "./sweep-attachments.ts";
import { sweepOverflowWorker } from "./sweep-overflow.ts";
import { sweepPurgesWorker } from "./sweep-purges.ts";
import { syncArchivesWorker } from "./sync-archives.ts";
import { syncAttachmentsWorker } from "./sync-attachments.ts";
import { watchProvisioningWorker } from "./watch-provisioning.ts";

/** Everything that runs from a queue. Attempts and back-off are in app/domain/jobs.ts, where the queues read them. */
export const registry: readonly Worker<JobName>[] = [
  exchangeGrantWorker,
  finishProvisioningWorker,
  watchProvisioningWorker,
  syncAttachmentsWorker,
  sweepAttachmentsWorker,
  applyWebhookEventsWorker,
  releaseQuarantineWorker,
  respoolFramesWorker,
  sweepOverflowWorker,
  purgeResourceWorker,
  sweepPurgesWorker,
  pruneControlPlaneWorker,
  indexOldLinesWorker,
  dispatchAuditPollsWorker,
  pollAuditSourceWorker,
  runAuditJobWorker,
  purgeAuditSourceWorker,
  releaseAuthorizationWorker,
  sweepReleasesWorker,
  sweepArchivesWorker,
  syncArchivesWorker,
  importArchiveWorker,
  backfillArchivesWorker,
  dispatchAlertsWorker,
  judgeAlertsWorker,
  deliverAlertWorker,
  endIncidentWorker,
  dispatchCopiesWorker,
  copyToBucketWorker,
];
