import { watchProvisioning } from "../app/domain/resources/watch-provisioning.ts";
import { defineWorker } from "./define-worker.ts";

// Every five minutes is fine-grained enough for a deadline of twelve hours.
export const watchProvisioningWorker = defineWorker({
  name: "watch-provisioning",
  concurrency: 1,
  everyMs: 5 * 60_000,
  handle: (services) => watchProvisioning(services),
});
