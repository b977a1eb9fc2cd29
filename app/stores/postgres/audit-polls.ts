import { randomUUID } from "node:crypto";
import type { AuditErrorCode } from "../../contract/audit.ts";
import type { AuditSourceRow, DayRead } from "./audit-sources.ts";
import type { Db } from "./connection.ts";

/** A source to be polled, by the tenant it belongs to. */
export interface DueSource {
  resourceId: string;
  sourceId: string;
}

/**
 * Takes the sources that are due, over all resources, and moves each to its next turn, so that no other process takes
 * it. Rows another process looks at are skipped, not waited for.
 *
 * @param nextAt when a source's next turn is, a moment of its own for each
 */
export async function takeDue(db: Db, now: Date, limit: number, nextAt: () => Date): Promise<DueSource[]> {
  return db.transaction(async (tx) => {
    const rows = await tx<AuditSourceRow>("audit_sources")
      .where("next_poll_at", "<=", now)
      .orderBy("next_poll_at")
      .limit(limit)
      .forUpdate()
      .skipLocked()
      .select("id", "resource_id");
    for (const { id } of rows)
      await tx<AuditSourceRow>("audit_sources").where({ id }).update({ next_poll_at: nextAt() });
    return rows.map(({ id, resource_id }) => ({ resourceId: resource_id, sourceId: id }));
  });
}

/**
 * Takes the lease of a source that is polled: at most one poll of it at a time, over all processes.
 *
 * @returns the source with its lease; `busy` while another poll has it; null when it is not to be polled
 */
export async function takeLease(
  db: Db,
  { resourceId, sourceId }: DueSource,
  times: { now: Date; until: Date },
): Promise<(AuditSourceRow & { poll_lease: string }) | "busy" | null> {
  const living = () =>
    db<AuditSourceRow>("audit_sources")
      .where({ id: sourceId, resource_id: resourceId })
      .whereIn("status", ["active", "revoked"]);
  const [row] = await living()
    .where((q) => q.whereNull("poll_lease_until").orWhere("poll_lease_until", "<=", times.now))
    .update({ poll_lease: randomUUID(), poll_lease_until: times.until })
    .returning("*");
  if (row?.poll_lease) return { ...row, poll_lease: row.poll_lease };
  return (await living().first("id")) ? "busy" : null;
}

/** Whoever holds this may write what a poll learns. */
export interface PollLease extends DueSource {
  lease: string;
}

const held = (db: Db, { resourceId, sourceId, lease }: PollLease) =>
  db<AuditSourceRow>("audit_sources")
    .where({ id: sourceId, resource_id: resourceId, poll_lease: lease })
    .whereIn("status", ["active", "revoked"]);

/** Renews the lease. @returns false when the poll must stop: the source was paused or removed, or the lease was lost */
export async function keepLease(db: Db, lease: PollLease, until: Date): Promise<boolean> {
  return (await held(db, lease).update({ poll_lease_until: until })) === 1;
}

export async function endLease(db: Db, { resourceId, sourceId, lease }: PollLease): Promise<void> {
  await db<AuditSourceRow>("audit_sources")
    .where({ id: sourceId, resource_id: resourceId, poll_lease: lease })
    .update({ poll_lease: null, poll_lease_until: null });
}

/** Keeps how far days were read, and the newest event's time. */
export async function saveDays(
  db: Db,
  lease: PollLease,
  days: Record<string, DayRead>,
  lastEventAt: Date | null,
): Promise<void> {
  await held(db, lease).update({
    days: JSON.stringify(days) as never,
    ...(lastEventAt ? { last_event_at: db.raw("greatest(last_event_at, ?)", [lastEventAt]) as never } : {}),
  });
}

/** Heroku answered: the source is well, whatever it was before. */
export async function markPolled(db: Db, lease: PollLease, at: Date): Promise<void> {
  await held(db, lease).update({
    status: "active",
    last_polled_at: at,
    failures: 0,
    error_code: null,
    error_since: null,
  });
}

/** What is wrong and when it is tried again; the time since when it is wrong stays with the same code. */
export async function markTroubled(
  db: Db,
  lease: PollLease,
  trouble: { status: "active" | "revoked"; code: AuditErrorCode; at: Date; nextPollAt: Date },
): Promise<void> {
  await held(db, lease).update({
    status: trouble.status,
    next_poll_at: trouble.nextPollAt,
    failures: db.raw("failures + 1") as never,
    error_since: db.raw("case when error_code = ? then coalesce(error_since, ?::timestamptz) else ?::timestamptz end", [
      trouble.code,
      trouble.at,
      trouble.at,
    ]) as never,
    error_code: trouble.code,
  });
}

/** What one call to Heroku told beside its answer. */
export interface CallNote {
  remaining: number | null;
  scopes: string | null;
  scopesAccepted: string | null;
}

/** Books a call on the customer's budget, polls and archives alike. */
export async function noteCall(
  db: Db,
  { resourceId, sourceId }: DueSource,
  at: Date,
  { remaining, scopes, scopesAccepted }: CallNote,
): Promise<void> {
  const hour = new Date(Math.floor(at.getTime() / HOUR_MS) * HOUR_MS);
  const hourBefore = new Date(hour.getTime() - HOUR_MS);
  await db<AuditSourceRow>("audit_sources")
    .where({ id: sourceId, resource_id: resourceId })
    .update({
      credential_used_at: at,
      ...(remaining === null ? {} : { rate_limit_remaining: remaining }),
      ...(scopes === null ? {} : { scopes }),
      ...(scopesAccepted === null ? {} : { scopes_accepted: scopesAccepted }),
      calls_last_hour: db.raw(
        `case when calls_hour = ?::timestamptz then calls_last_hour
              when calls_hour = ?::timestamptz then calls_this_hour else 0 end`,
        [hour, hourBefore],
      ) as never,
      calls_this_hour: db.raw("case when calls_hour = ?::timestamptz then calls_this_hour + 1 else 1 end", [
        hour,
      ]) as never,
      calls_hour: hour,
    });
}

const HOUR_MS = 3_600_000;
