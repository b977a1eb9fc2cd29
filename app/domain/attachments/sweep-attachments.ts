import type { Services } from "../../context.ts";
import * as resources from "../../stores/postgres/resources.ts";
import * as webhooks from "../../stores/postgres/webhooks.ts";

/** The safety net behind webhooks: every living resource is read again, and events the queue has lost are applied. */
export async function sweepAttachments({ stores, queues, log }: Services): Promise<void> {
  const ids = await resources.listSyncable(stores.pg);
  for (const resourceId of ids) await queues.enqueue("sync-attachments", { resourceId });
  const waiting = await webhooks.resourcesWaiting(stores.pg);
  for (const resourceId of waiting) await queues.enqueue("apply-webhook-events", { resourceId });
  log.info({ resources: ids.length, waiting: waiting.length }, "attachments swept");
}
