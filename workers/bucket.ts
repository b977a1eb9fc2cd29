import { copyHours } from "../app/domain/bucket/copy-hours.ts";
import { dispatchCopies } from "../app/domain/bucket/dispatch-copies.ts";
import { defineWorker } from "./define-worker.ts";

export const dispatchCopiesWorker = defineWorker({
  name: "dispatch-copies",
  concurrency: 1,
  everyMs: 60_000, // an hour's copy may be that late
  handle: (services) => dispatchCopies(services),
});

// Each reads an hour and writes it to somebody's bucket, which may be slow; more at once would crowd the searches that people wait for.
export const copyToBucketWorker = defineWorker({ name: "copy-to-bucket", concurrency: 2, handle: copyHours });
