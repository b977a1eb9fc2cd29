import type { Services } from "../../context.ts";
import { findStoredIds } from "../../stores/clickhouse/changes/changes.ts";
import { type AuditOrigin, keyOfAuditEvent, normaliseAuditEvent } from "../changes/normalise-audit-event.ts";
import { storeChanges } from "../changes/store-changes.ts";

/** Ids of a look-up travel in its URL, of which ClickHouse takes a megabyte: this many are some 50 KB. */
const EVENTS_AT_ONCE = 1_000;

/**
 * Stores the events that are not stored yet. A day is read every minute, so nearly all of them are: only the new ones
 * are written.
 *
 * @param events as Heroku gave them, in any order, with repeats
 * @returns how many were new, and when the latest of those happened
 */
export async function storeAuditEvents(
  { stores }: Pick<Services, "stores">,
  events: readonly unknown[],
  origin: AuditOrigin,
): Promise<{ added: number; lastAtMs: number | null }> {
  let added = 0;
  let lastAtMs: number | null = null;
  for (let start = 0; start < events.length; start += EVENTS_AT_ONCE) {
    const some = events.slice(start, start + EVENTS_AT_ONCE);
    const keys = some.map((event) => keyOfAuditEvent(event, origin));
    const stored = await findStoredIds(stores.clickhouse, origin.resourceId, keys);
    const byId = new Map(some.map((event, i) => [(keys[i] as (typeof keys)[number]).id, event]));
    const fresh = [...byId].flatMap(([id, event]) => (stored.has(id) ? [] : [normaliseAuditEvent(event, origin)]));
    await storeChanges({ stores }, fresh);
    added += fresh.length;
    for (const { eventTime } of fresh) lastAtMs = Math.max(lastAtMs ?? eventTime, eventTime);
  }
  return { added, lastAtMs };
}
