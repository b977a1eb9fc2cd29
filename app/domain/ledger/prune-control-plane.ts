import type { Services } from "../../context.ts";
import * as activity from "../../stores/postgres/activity.ts";
import * as alertEvents from "../../stores/postgres/alert-events.ts";
import { removeAbandonedChunks } from "../../stores/postgres/audit-evidence.ts";
import * as auditJobs from "../../stores/postgres/audit-jobs.ts";
import * as bucketHours from "../../stores/postgres/bucket-hours.ts";
import * as endedSessions from "../../stores/postgres/ended-sessions.ts";
import { forgetHoursBefore } from "../../stores/postgres/forget-hours.ts";
import * as ledger from "../../stores/postgres/ledger.ts";
import * as manualDrains from "../../stores/postgres/manual-drains.ts";
import * as visits from "../../stores/postgres/visits.ts";
import * as webhooks from "../../stores/postgres/webhooks.ts";
import { forgetConnections } from "../audit/forget-connections.ts";
import { sweepRemovedSources } from "../audit/purge-source.ts";
import { SESSION_MS } from "../sessions/end-session.ts";

/** Long after any batch can be replayed: a pending batch that old would have alarmed for two days. */
const BATCHES_KEPT_MS = 2 * 86_400_000;
/**
 * As long as changes are kept: a year, and what a yearly look back on it takes. Lines are kept for 90 days at most, and the
 * dashboard shows 30 of the books.
 */
export const HOURS_KEPT_MS = 400 * 86_400_000;
/** As long as changes are kept, so that a change a year ago still has its visitors beside it, and what they did here. */
const VISITS_KEPT_MS = 400 * 86_400_000;
/** Heroku tries a delivery for a week, and an event that comes again must meet itself; a month is for support. */
const EVENTS_KEPT_MS = 30 * 86_400_000;
/** A revoked manual drain is listed for a month; after that nobody asks what it was. */
const REVOKED_DRAINS_KEPT_MS = 30 * 86_400_000;
/** As the contract says: long enough to read what came of a job. */
const AUDIT_JOBS_KEPT_MS = 7 * 86_400_000;
/** As long as lines on most plans: who asks later what an alert did has no lines to see it by. */
const ALERT_EVENTS_KEPT_MS = 30 * 86_400_000;
/** As long as the books that they are held against. */
const BUCKET_HOURS_KEPT_MS = HOURS_KEPT_MS;
/** No download takes longer, so what belongs to no archive by then never will. */
const ABANDONED_EVIDENCE_KEPT_MS = 86_400_000;

/** Drops what the control plane keeps only for a while. */
export async function pruneControlPlane(services: Services): Promise<void> {
  const { stores, clock, log } = services;
  const before = (keptMs: number) => new Date(clock.now().getTime() - keptMs);
  const batches = await ledger.forgetBatchesBefore(stores.pg, before(BATCHES_KEPT_MS));
  const hours = await forgetHoursBefore(stores.pg, "ledger_hours", before(HOURS_KEPT_MS));
  const excludedHours = await forgetHoursBefore(stores.pg, "exclusion_hours", before(HOURS_KEPT_MS));
  const redactedHours = await forgetHoursBefore(stores.pg, "redaction_hours", before(HOURS_KEPT_MS));
  const activities = await activity.forgetBefore(stores.pg, before(VISITS_KEPT_MS));
  const visited = await visits.forgetBefore(stores.pg, before(VISITS_KEPT_MS));
  const events = await webhooks.forgetEventsBefore(stores.pg, before(EVENTS_KEPT_MS));
  await removeAbandonedChunks(stores.pg, before(ABANDONED_EVIDENCE_KEPT_MS));
  const drains = await manualDrains.forgetRevokedBefore(stores.pg, before(REVOKED_DRAINS_KEPT_MS));
  const sessions = await endedSessions.forgetBefore(stores.pg, before(SESSION_MS)); // their cookies have expired since
  const jobs = await auditJobs.forgetCreatedBefore(stores.pg, before(AUDIT_JOBS_KEPT_MS));
  const alerted = await alertEvents.forgetBefore(stores.pg, before(ALERT_EVENTS_KEPT_MS));
  const copied = await bucketHours.forgetBefore(stores.pg, before(BUCKET_HOURS_KEPT_MS));
  const connections = await forgetConnections(services);
  await sweepRemovedSources(services);
  log.info(
    {
      batches,
      ledgerHours: hours,
      excludedHours,
      redactedHours,
      activities,
      visits: visited,
      webhookEvents: events,
      endedSessions: sessions,
      manualDrains: drains,
      auditJobs: jobs,
      alertEvents: alerted,
      bucketHours: copied,
      auditConnections: connections,
    },
    "control plane pruned",
  );
}
