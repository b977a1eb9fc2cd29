import { sweepAttachments } from "../app/domain/attachments/sweep-attachments.ts";
import { defineWorker } from "./define-worker.ts";

// Every ten minutes, three calls a resource: far below Heroku's 4,500 an hour, and a hundred chances before quarantine ends.
export const sweepAttachmentsWorker = defineWorker({
  name: "sweep-attachments",
  concurrency: 1,
  everyMs: 10 * 60_000,
  handle: (services) => sweepAttachments(services),
});
