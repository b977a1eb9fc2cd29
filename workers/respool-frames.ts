import { respoolFrames } from "../app/domain/logs/respool-frames.ts";
import { defineWorker } from "./define-worker.ts";

// Every two seconds: an empty overflow costs one indexed query, and after an outage nobody should wait for their lines.
export const respoolFramesWorker = defineWorker({
  name: "respool-frames",
  concurrency: 1,
  everyMs: 2_000,
  handle: (services) => respoolFrames(services),
});
