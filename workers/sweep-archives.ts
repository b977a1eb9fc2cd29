import { sweepArchives } from "../app/domain/audit/sync-archives.ts";
import { defineWorker } from "./define-worker.ts";

// Every minute: one small query, and who has just opted in is watching; an import that died is taken over as soon.
export const sweepArchivesWorker = defineWorker({
  name: "sweep-archives",
  concurrency: 1,
  everyMs: 60_000,
  handle: (services) => sweepArchives(services),
});
