import { sweepArchives } from "../app/domain/audit/sync-archives.ts";
import { defineWorker } from "./define-worker.ts";

// Every minute: one small query, and an import that died is taken over as soon. Who opts in is served at once, by add-source.ts.
export const sweepArchivesWorker = defineWorker({
  name: "sweep-archives",
  concurrency: 1,
  everyMs: 60_000,
  handle: (services) => sweepArchives(services),
});
