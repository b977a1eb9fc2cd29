import { sweepOverflow } from "../app/domain/logs/sweep-overflow.ts";
import { defineWorker } from "./define-worker.ts";

// Three times within the 15 minutes that a stored frame is remembered for, so that two may fail.
export const sweepOverflowWorker = defineWorker({
  name: "sweep-overflow",
  concurrency: 1,
  everyMs: 5 * 60_000,
  handle: (services) => sweepOverflow(services),
});
