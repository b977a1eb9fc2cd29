import type { Services } from "../../context.ts";
import * as resources from "../../stores/postgres/resources.ts";
import * as webhooks from "../../stores/postgres/webhooks.ts";
import { storeChanges } from "../changes/store-changes.ts";
import { webhookChange } from "../changes/webhook-change.ts";
import { getPlan } from "../resources/plans.ts";

/** Events held at a time; each is some KB, the largest tens. */
const BATCH_EVENTS = 500;

/**
 * Stores a resource's webhook events as changes and notes that it did. Apart from applying them: while ClickHouse is
 * away, new attachments must be learnt all the same. Killed in between, it stores the same rows again.
 */
export async function recordWebhookChanges({ stores }: Services, input: { resourceId: string }): Promise<void> {
  const { resourceId } = input;
  const resource = await resources.find(stores.pg, resourceId);
  if (!resource || resource.state === "deprovisioned") return;
  const retentionDays = getPlan(resource.plan).changeRetentionDays;
  for (;;) {
    const events = await webhooks.listUnrecorded(stores.pg, resourceId, BATCH_EVENTS);
    if (events.length === 0) return;
    await storeChanges(
      { stores },
      events.map((event) => webhookChange(event, { resourceId, retentionDays })),
    );
    await webhooks.markRecorded(
      stores.pg,
      events.map((event) => event.id),
    );
  }
}
