import type { AuditArchive } from "../../contract/audit.ts";
import type { ArchiveRow } from "../../stores/postgres/audit-archives.ts";
import { endOfMonthMs } from "./month.ts";

/** A month as the API gives it. */
export function toArchiveAnswer(row: ArchiveRow, now: Date): AuditArchive {
  return {
    year: row.year,
    month: row.month,
    checksum: row.checksum,
    computed_checksum: row.computed_checksum,
    size: row.size ?? row.computed_size ?? 0,
    status: row.status,
    verified: row.status === "verified",
    verified_at: row.verified_at?.toISOString() ?? null,
    progress: row.progress,
    events: row.events,
    already_stored: row.already_stored,
    missing: row.missing,
    backfilled: row.backfilled,
    late: row.late,
    extra: row.extra,
    extra_ids: row.extra_ids,
    covers_until: row.covers_until?.toISOString() ?? null,
    is_open: endOfMonthMs(row) > now.getTime(),
    error:
      row.error_code !== null && (row.status === "failed" || row.status === "mismatch")
        ? { code: row.error_code, advice: row.error_advice ?? "" }
        : null,
  };
}
