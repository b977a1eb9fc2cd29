import { syncArchives } from "../app/domain/audit/sync-archives.ts";
import { defineWorker } from "./define-worker.ts";

// One call of Heroku's each, which is mostly waiting.
export const syncArchivesWorker = defineWorker({ name: "sync-archives", concurrency: 4, handle: syncArchives });
