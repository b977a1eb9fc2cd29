import type { Services } from "../../context.ts";
import { findStoredIds } from "../../stores/clickhouse/changes/changes.ts";
import { type AuditOrigin, normaliseAuditEvent } from "../changes/normalise-audit-event.ts";
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
    const rows = events.slice(start, start + EVENTS_AT_ONCE).map((event) => normaliseAuditEvent(event, origin));
    const byId = new Map(rows.map((row) => [row.id, row]));
    const stored = await findStoredIds(stores.clickhouse, origin.resourceId, rows);
    const fresh = [...byId.values()].filter((row) => !stored.has(row.id));
    await storeChanges({ stores }, fresh);
    added += fresh.length;
    for (const { eventTime } of fresh) lastAtMs = Math.max(lastAtMs ?? eventTime, eventTime);
  }
  return { added, lastAtMs };
}
