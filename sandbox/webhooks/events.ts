import { isoSeconds } from "../clock.ts";
import type { SandboxContext } from "../context.ts";
import { newUuid } from "../ids.ts";
import type { WebhookDeliveryRow, WebhookEventRow, WebhookPayload } from "../rows/webhook.ts";

/** Events and deliveries kept for the listings. */
const rowsMax = 2_000;

export interface WebhookNews {
  /** `addon`, `addon-attachment`, `app`, `collaborator`, `domain`, ... */
  resource: string;
  action: WebhookPayload["action"];
  actor: { id: string; email: string };
  data: Record<string, unknown>;
  previousData: Record<string, unknown>;
  resourceIds: string[];
}

/** Makes one event per add-on that subscribed to it, and one delivery per subscription, and starts sending. */
export function emitWebhookEvent(ctx: SandboxContext, news: WebhookNews): void {
  const include = `api:${news.resource}`;
  for (const resourceId of news.resourceIds) {
    const webhooks = ctx.state.webhooks.filter((row) => row.resourceId === resourceId && row.include.includes(include));
    if (webhooks.length === 0) continue;
    const now = isoSeconds(ctx.clock);
    const event: WebhookEventRow = {
      id: newUuid(),
      resourceId,
      include,
      payload: {
        action: news.action,
        actor: news.actor,
        data: news.data,
        previous_data: news.previousData,
        resource: news.resource,
        version: "application/vnd.heroku+json; version=3",
      },
      createdAt: now,
      updatedAt: now,
    };
    ctx.state.webhookEvents.push(event);
    const lateMs = ctx.misbehaviour.takeLateEventMs();
    for (const webhook of webhooks) {
      const delivery: WebhookDeliveryRow = {
        id: newUuid(),
        resourceId,
        webhookId: webhook.id,
        eventId: event.id,
        include,
        status: "pending",
        numAttempts: 0,
        nextAttemptAt: now,
        lastAttempt: null,
        createdAt: now,
        updatedAt: now,
      };
      ctx.state.webhookDeliveries.push(delivery);
      ctx.webhooks.enqueue(delivery, lateMs);
    }
  }
  for (const list of [ctx.state.webhookEvents, ctx.state.webhookDeliveries]) {
    if (list.length > rowsMax) list.splice(0, list.length - rowsMax);
  }
}
