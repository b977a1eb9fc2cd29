import { createHmac } from "node:crypto";
import { z } from "zod";
import type { Services } from "../../context.ts";
import { Fault } from "../../errors.ts";
import { isEqualConstantTime, sha256Hex } from "../../lib/secrets.ts";
import { isUuid } from "../../lib/uuid.ts";
import * as resources from "../../stores/postgres/resources.ts";
import * as webhooks from "../../stores/postgres/webhooks.ts";

/** The members we rely on; everything else is kept in the payload as it came. */
const eventSchema = z.looseObject({
  id: z.string().max(200).optional(),
  action: z.string().max(100).catch("unknown"),
  resource: z.string().max(100).catch("unknown"),
  actor: z
    .looseObject({ email: z.string().max(500).nullish() })
    .nullish()
    .catch(null),
  created_at: z.coerce.date().optional().catch(undefined),
  published_at: z.coerce.date().nullish().catch(null),
  sequence: z.coerce.number().int().safe().nullish().catch(null),
  webhook_metadata: z
    .looseObject({
      event: z.looseObject({ id: z.string().max(200).optional() }).optional(),
      webhook: z.looseObject({ id: z.string().max(200).optional() }).optional(),
    })
    .optional()
    .catch(undefined),
});

export interface Delivery {
  /** The address' own resource, null on the bare address. */
  resourceId: string | null;
  /** `Heroku-Webhook-Hmac-SHA256` */
  signature: string | null;
  rawBody: Buffer;
}

/**
 * Takes one delivery: checked over the raw bytes, stored once by its event id, applied by a job. A repeat is taken too
 * and changes nothing; so is what is signed and yet no event.
 *
 * Source: Dev Center "Using Webhooks as an Add-on Partner": base64 of HMAC-SHA256 over the body.
 * @throws Fault webhook.bad_signature for a wrong or missing signature and for a subscription that is not ours
 */
export async function receiveWebhook(services: Services, delivery: Delivery): Promise<void> {
  const { stores, queues, clock, log } = services;
  const body = parseJson(delivery.rawBody);
  const webhook = await findSubscription(services, delivery.resourceId, body);
  if (!webhook || !isSigned(services, webhook, delivery)) throw new Fault("webhook.bad_signature");
  const event = eventSchema.safeParse(body);
  if (!event.success) {
    // Refused, it would come again for days, and all that follows would wait for it.
    log.warn({ resourceId: webhook.resource_id, bytes: delivery.rawBody.length }, "signed webhook is no event");
    return;
  }
  // One without an id is known by its bytes, which a repeat has, too.
  const eventId = event.data.webhook_metadata?.event?.id ?? event.data.id ?? `sha256:${sha256Hex(delivery.rawBody)}`;
  const resource = await resources.find(stores.pg, webhook.resource_id);
  if (!resource || resource.state === "deprovisioned") throw new Fault("resource.gone");
  const isNew = await webhooks.insertEvent(stores.pg, {
    resource_id: webhook.resource_id,
    event_id: eventId,
    entity: event.data.resource,
    action: event.data.action,
    actor_email: event.data.actor?.email ?? null,
    sequence: event.data.sequence ?? null,
    occurred_at: event.data.published_at ?? event.data.created_at ?? clock.now(),
    payload: event.data,
  });
  log.info(
    { resourceId: webhook.resource_id, eventId, entity: event.data.resource, action: event.data.action, isNew },
    "webhook",
  );
  // Stored is taken: should the queue be away, the safety net finds the waiting event.
  if (isNew)
    await queues
      .enqueue("apply-webhook-events", { resourceId: webhook.resource_id })
      .catch((error: unknown) =>
        log.error({ err: error, resourceId: webhook.resource_id }, "event waits for the sweep"),
      );
}

async function findSubscription(
  { stores }: Services,
  resourceId: string | null,
  body: unknown,
): Promise<webhooks.WebhookRow | null> {
  if (resourceId !== null) return isUuid(resourceId) ? webhooks.find(stores.pg, resourceId) : null;
  const id = eventSchema.safeParse(body).data?.webhook_metadata?.webhook?.id;
  return id === undefined ? null : webhooks.findByHerokuId(stores.pg, id);
}

function isSigned({ secrets }: Services, webhook: webhooks.WebhookRow, delivery: Delivery): boolean {
  const expected = createHmac("sha256", secrets.open(webhook.secret_sealed, "webhooks.secret"))
    .update(delivery.rawBody)
    .digest("base64");
  return delivery.signature !== null && isEqualConstantTime(delivery.signature, expected);
}

function parseJson(bytes: Buffer): unknown {
  try {
    return JSON.parse(bytes.toString("utf8"));
  } catch {
    return null;
  }
}
