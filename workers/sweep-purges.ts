import { sweepPurges } from "../app/domain/resources/purge-resource.ts";
import { defineWorker } from "./define-worker.ts";

// Every ten minutes: the second pass comes after a purge has settled, well within the promised day.
export const sweepPurgesWorker = defineWorker({
  name: "sweep-purges",
  concurrency: 1,
  everyMs: 10 * 60_000,
  handle: (services) => sweepPurges(services),
});
