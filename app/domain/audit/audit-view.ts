import type { AuditJob, AuditSource } from "../../contract/audit.ts";
import type { AuditJobRow } from "../../stores/postgres/audit-jobs.ts";
import type { AuditSourceRow } from "../../stores/postgres/audit-sources.ts";
import { adviceOf } from "./audit-advice.ts";

const HOUR_MS = 3_600_000;

/** Of a source nothing was archived yet. */
export const NO_ARCHIVES: AuditSource["archives"] = { months: 0, verified: 0, pending: 0, mismatch: 0, failed: 0 };

/** What the API tells of a source; nothing of its secrets. Pure. */
export function toAuditSource(
  row: AuditSourceRow,
  jobs: readonly AuditJobRow[],
  archives: AuditSource["archives"],
  now: Date,
): AuditSource {
  const lagMs = row.last_polled_at && row.status !== "ended" ? now.getTime() - row.last_polled_at.getTime() : null;
  return {
    id: row.id,
    enterprise_account: { id: row.enterprise_account_id, name: row.enterprise_account_name },
    status: row.status,
    created_at: row.created_at.toISOString(),
    created_by: row.created_by,
    last_polled_at: row.last_polled_at?.toISOString() ?? null,
    last_event_at: row.last_event_at?.toISOString() ?? null,
    lag_seconds: lagMs === null ? null : Math.max(0, Math.round(lagMs / 1_000)),
    next_poll_at: row.next_poll_at?.toISOString() ?? null,
    error: row.error_code && {
      code: row.error_code,
      advice: adviceOf(row.error_code),
      since: (row.error_since ?? now).toISOString(),
    },
    credential: {
      kind: row.credential_kind,
      fingerprint: row.credential_fingerprint,
      heroku_user_id: row.heroku_user_id,
      last_used_at: row.credential_used_at?.toISOString() ?? null,
      scopes: row.scopes,
      scopes_accepted: row.scopes_accepted,
    },
    api: callsOf(row, now),
    archives,
    archives_from: row.archives_from,
    jobs: jobs.filter((job) => job.source_id === row.id).map(toAuditJob),
  };
}

/** The counters were written at the last call; by now it may be another hour. */
function callsOf(row: AuditSourceRow, now: Date): AuditSource["api"] {
  const hours = Math.floor(now.getTime() / HOUR_MS) - Math.floor((row.calls_hour?.getTime() ?? 0) / HOUR_MS);
  return {
    calls_this_hour: hours === 0 ? row.calls_this_hour : 0,
    calls_last_hour: hours === 0 ? row.calls_last_hour : hours === 1 ? row.calls_this_hour : 0,
    rate_limit_remaining: row.rate_limit_remaining,
  };
}

export function toAuditJob(row: AuditJobRow): AuditJob {
  return {
    id: row.id,
    source_id: row.source_id,
    kind: row.kind,
    status: row.status,
    progress: row.progress,
    result: row.result,
    error: row.error_code === null ? null : { code: row.error_code, advice: row.error_advice ?? "" },
    created_at: row.created_at.toISOString(),
    finished_at: row.finished_at?.toISOString() ?? null,
  };
}
