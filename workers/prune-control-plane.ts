import { pruneControlPlane } from "../app/domain/ledger/prune-control-plane.ts";
import { defineWorker } from "./define-worker.ts";

export const pruneControlPlaneWorker = defineWorker({
  name: "prune-control-plane",
  concurrency: 1,
  everyMs: 3_600_000,
  handle: (services) => pruneControlPlane(services),
});
