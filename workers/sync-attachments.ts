import { syncAttachments } from "../app/domain/attachments/sync-attachments.ts";
import { defineWorker } from "./define-worker.ts";

export const syncAttachmentsWorker = defineWorker({
  name: "sync-attachments",
  concurrency: 5,
  handle: syncAttachments,
});
