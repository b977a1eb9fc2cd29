import type { Services } from "../../context.ts";
import * as attachments from "../../stores/postgres/attachments.ts";
import type { Db } from "../../stores/postgres/connection.ts";
import * as resources from "../../stores/postgres/resources.ts";
import * as webhooks from "../../stores/postgres/webhooks.ts";
import { recordWebhookChanges } from "./record-webhook-changes.ts";

/**
 * Applies what waits for a resource, in Heroku's order, one run at a time (the resource's row is locked). New names are
 * written at once; anything about attachments is read afresh from Heroku, because the event has no drain token.
 * Then the events are recorded as changes, which is what the customer wants to see.
 */
export async function applyWebhookEvents(services: Services, input: { resourceId: string }): Promise<void> {
  const { stores, queues, clock } = services;
  const { resourceId } = input;
  const needsSync = await stores.pg.transaction(async (tx) => {
    const resource = await resources.findForUpdate(tx, resourceId);
    if (!resource || resource.state === "deprovisioned") return false;
    const waiting = await webhooks.listWaiting(tx, resourceId);
    for (const event of waiting) await applyNames(tx, resource, event);
    await webhooks.markApplied(
      tx,
      waiting.map((event) => event.id),
      clock.now(),
    );
    return waiting.some((event) => event.entity === "addon-attachment" || event.entity === "addon");
  });
  await stores.notices.resourceChanged(resourceId);
  if (needsSync) await queues.enqueue("sync-attachments", { resourceId });
  await recordWebhookChanges(services, { resourceId });
}

/** App names change, ids do not. */
async function applyNames(tx: Db, resource: resources.ResourceRow, event: webhooks.WebhookEventRow): Promise<void> {
  if (event.entity !== "app" || event.action !== "update") return;
  const { id, name } = (event.payload.data ?? {}) as { id?: unknown; name?: unknown };
  if (typeof id !== "string" || typeof name !== "string") return;
  await attachments.renameApp(tx, resource.id, id, name);
  if (resource.app_id === id)
    await resources.setNames(tx, resource.id, { name: resource.name, app_id: id, app_name: name });
}
