import type { Db } from "./connection.ts";
import { storableJson, storableText } from "./storable.ts";

/** Our subscription of one resource's events. */
export interface WebhookRow {
  resource_id: string;
  heroku_webhook_id: string;
  secret_sealed: string;
}

export async function find(db: Db, resourceId: string): Promise<WebhookRow | null> {
  return (await db<WebhookRow>("webhooks").where({ resource_id: resourceId }).first()) ?? null;
}

/** By Heroku's id of the subscription, which each delivery names. */
export async function findByHerokuId(db: Db, herokuWebhookId: string): Promise<WebhookRow | null> {
  return (
    (await db<WebhookRow>("webhooks")
      .where({ heroku_webhook_id: storableText(herokuWebhookId) })
      .first()) ?? null
  );
}

export async function save(db: Db, webhook: WebhookRow): Promise<void> {
  await db<WebhookRow>("webhooks").insert(webhook).onConflict("resource_id").merge();
}

export async function remove(db: Db, resourceId: string): Promise<void> {
  await db<WebhookRow>("webhooks").where({ resource_id: resourceId }).delete();
}

/** One change as Heroku told it. */
export interface WebhookEventRow {
  id: string;
  resource_id: string;
  event_id: string;
  entity: string;
  action: string;
  actor_email: string | null;
  sequence: string | null;
  occurred_at: Date;
  payload: Record<string, unknown>;
  received_at: Date;
  applied_at: Date | null;
  /** Whether it is a row of the changes. */
  is_recorded: boolean;
}

export type NewWebhookEvent = Omit<
  WebhookEventRow,
  "id" | "received_at" | "applied_at" | "is_recorded" | "sequence"
> & {
  sequence: number | null;
};

/** @returns false when this event was delivered before */
export async function insertEvent(db: Db, event: NewWebhookEvent): Promise<boolean> {
  const rows = await db("webhook_events")
    .insert({
      ...event,
      event_id: storableText(event.event_id),
      entity: storableText(event.entity),
      action: storableText(event.action),
      actor_email: storableText(event.actor_email),
      payload: storableJson(event.payload),
    })
    .onConflict(["resource_id", "event_id"])
    .ignore()
    .returning("id");
  return rows.length === 1;
}

/** What waits to be applied, in Heroku's order where it gave one. Call under the resource's lock. */
export async function listWaiting(db: Db, resourceId: string): Promise<WebhookEventRow[]> {
  return db<WebhookEventRow>("webhook_events")
    .where({ resource_id: resourceId })
    .whereNull("applied_at")
    .orderByRaw("sequence nulls last, id");
}

export async function markApplied(db: Db, ids: readonly string[], at: Date): Promise<void> {
  await db("webhook_events")
    .whereIn("id", [...ids])
    .update({ applied_at: at });
}

/** What is not a change yet, oldest first. */
export async function listUnrecorded(db: Db, resourceId: string, limit: number): Promise<WebhookEventRow[]> {
  return db<WebhookEventRow>("webhook_events")
    .where({ resource_id: resourceId, is_recorded: false })
    .orderBy("id")
    .limit(limit);
}

export async function markRecorded(db: Db, ids: readonly string[]): Promise<void> {
  await db("webhook_events")
    .whereIn("id", [...ids])
    .update({ is_recorded: true });
}

/** Resources with events that wait to be applied or recorded, the safety net behind the queue. */
export async function resourcesWaiting(db: Db): Promise<string[]> {
  return db("webhook_events").whereNull("applied_at").orWhere({ is_recorded: false }).distinct().pluck("resource_id");
}

/** What was applied and is a change; @returns how many */
export async function forgetEventsBefore(db: Db, before: Date): Promise<number> {
  return db("webhook_events")
    .where("occurred_at", "<", before)
    .whereNotNull("applied_at")
    .where({ is_recorded: true })
    .delete();
}
