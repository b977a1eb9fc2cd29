import type { Db } from "./connection.ts";
import * as quarantine from "./quarantine.ts";

/**
 * Every table with rows of one resource but `resources` (the tombstone), `attachments` (hashes that answer 404),
 * `audit_releases` (what is still to be given back at Heroku, for a day at most: a purge does not wait for Heroku) and `incident_ends`
 * (incidents still to be ended at PagerDuty, for six hours at most). A test holds this list against the schema, so that a new table cannot be forgotten.
 */
export const PURGED_TABLES = [
  "activity",
  "admin_lists",
  "alert_events", // before the alerts they refer to
  "alerts",
  "api_tokens",
  "audit_archives", // before the sources it refers to
  "audit_connections",
  "audit_evidence_chunks",
  "audit_jobs", // before the sources it refers to
  "audit_sources",
  "bucket_hours",
  "buckets",
  "credentials",
  "dead_letters",
  "ended_sessions",
  "exclusion_hours",
  "exclusion_sets",
  "exclusions",
  "ledger_hours",
  "manual_drains",
  "redaction_hours",
  "redactions",
  "saved_searches",
  "spilled_frames",
  "spilled_totals", // after the frames it counts
  "visits",
  "webhook_events",
  "webhooks",
] as const;

/** @returns rows deleted */
export async function deleteRowsOfResource(db: Db, resourceId: string): Promise<number> {
  let rows = await quarantine.removeOfResource(db, resourceId);
  for (const table of PURGED_TABLES) rows += await db(table).where({ resource_id: resourceId }).delete();
  await db("attachments")
    .where({ resource_id: resourceId })
    .update({ name: null, app_id: null, app_name: null, heroku_attachment_id: null });
  return rows;
}
