import { releaseQuarantine } from "../app/domain/drains/release-quarantine.ts";
import { defineWorker } from "./define-worker.ts";

// Also asked for by each sync; by itself every half minute, for frames that another web process took a moment too late.
export const releaseQuarantineWorker = defineWorker({
  name: "release-quarantine",
  concurrency: 1,
  everyMs: 30_000,
  handle: (services) => releaseQuarantine(services),
});
