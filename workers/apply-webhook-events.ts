import { applyWebhookEvents } from "../app/domain/webhooks/apply-webhook-events.ts";
import { defineWorker } from "./define-worker.ts";

// Resources in parallel, one resource in order: the verb takes the resource's row lock.
export const applyWebhookEventsWorker = defineWorker({
  name: "apply-webhook-events",
  concurrency: 5,
  handle: applyWebhookEvents,
});
