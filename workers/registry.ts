import type { JobName } from "../app/domain/jobs.ts";
import type { Worker } from "./define-worker.ts";
import { exchangeGrantWorker } from "./exchange-grant.ts";
import { pruneControlPlaneWorker } from "./prune-control-plane.ts";
import { purgeResourceWorker } from "./purge-resource.ts";
import { respoolFramesWorker } from "./respool-frames.ts";
import { syncAttachmentsWorker } from "./sync-attachments.ts";

/** Everything that runs from a queue. Attempts and back-off are in app/domain/jobs.ts, where the queues read them. */
export const registry: readonly Worker<JobName>[] = [
  exchangeGrantWorker,
  syncAttachmentsWorker,
  purgeResourceWorker,
  respoolFramesWorker,
  pruneControlPlaneWorker,
];
