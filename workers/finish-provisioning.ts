import { finishProvisioning } from "../app/domain/resources/finish-provisioning.ts";
import { defineWorker } from "./define-worker.ts";

export const finishProvisioningWorker = defineWorker({
  name: "finish-provisioning",
  concurrency: 2,
  handle: finishProvisioning,
});
