import { indexOldLines } from "../app/domain/logs/index-old-lines.ts";
import { defineWorker } from "./define-worker.ts";

/**
 * Four times an hour: a first start with months of lines is through them in a day or two, and of today no more than the
 * last quarter has to be scanned. What a turn may cost counts on this: app/domain/logs/index-old-lines.ts.
 */
export const indexOldLinesWorker = defineWorker({
  name: "index-old-lines",
  concurrency: 1,
  everyMs: 900_000,
  handle: (services) => indexOldLines(services),
});
