import type { AuditErrorCode, AuditSourceStatus } from "../../contract/audit.ts";
import type { Db } from "./connection.ts";
import { storableText } from "./storable.ts";

/** An enterprise account whose audit trail a resource collects; every secret sealed (lib/secrets.ts). */
export interface AuditSourceRow extends AuditCredentialColumns {
  id: string;
  resource_id: string;
  enterprise_account_id: string;
  enterprise_account_name: string;
  status: AuditSourceStatus;
  created_at: Date;
  created_by: string;
  ended_at: Date | null;
  removed_at: Date | null;
  credential_used_at: Date | null;
  scopes: string | null;
  scopes_accepted: string | null;
  last_polled_at: Date | null;
  last_event_at: Date | null;
  next_poll_at: Date | null;
  poll_lease: string | null;
  poll_lease_until: Date | null;
  failures: number;
  days: Record<string, DayRead>;
  error_code: AuditErrorCode | null;
  error_since: Date | null;
  calls_hour: Date | null;
  calls_this_hour: number;
  calls_last_hour: number;
  rate_limit_remaining: number | null;
  /** `2026-11`. */
  archives_from: string;
}

export interface AuditCredentialColumns {
  credential_kind: "token" | "oauth" | null;
  access_token_sealed: string | null;
  refresh_token_sealed: string | null;
  access_token_expires_at: Date | null;
  credential_fingerprint: string | null;
  heroku_user_id: string | null;
}

/** How far a UTC day has been read. */
export interface DayRead {
  /** Of the whole day in one answer; null when it was none, or Heroku gave no ETag. */
  etag: string | null;
  /** ISO 8601: when a read last brought a new event; null when none has. */
  changed_at: string | null;
}

/** What nobody can use any more. */
const WIPED: AuditCredentialColumns = {
  credential_kind: null,
  access_token_sealed: null,
  refresh_token_sealed: null,
  access_token_expires_at: null,
  credential_fingerprint: null,
  heroku_user_id: null,
};

export type NewAuditSource = AuditCredentialColumns &
  Pick<
    AuditSourceRow,
    | "enterprise_account_id"
    | "enterprise_account_name"
    | "created_at"
    | "created_by"
    | "next_poll_at"
    | "scopes"
    | "scopes_accepted"
    | "archives_from"
  >;

const visible = (db: Db, resourceId: string) =>
  db<AuditSourceRow>("audit_sources").where({ resource_id: resourceId }).whereNull("removed_at");

/** Oldest first, the ended ones included. */
export async function listOfResource(db: Db, resourceId: string): Promise<AuditSourceRow[]> {
  return visible(db, resourceId).orderBy(["created_at", "id"]);
}

export async function find(db: Db, resourceId: string, id: string): Promise<AuditSourceRow | null> {
  return (await visible(db, resourceId).where({ id }).first()) ?? null;
}

/** Locks the row for the rest of the transaction: refreshes of one credential come one after the other. */
export async function findForUpdate(db: Db, resourceId: string, id: string): Promise<AuditSourceRow | null> {
  return (await visible(db, resourceId).where({ id }).forUpdate().first()) ?? null;
}

export async function insert(db: Db, resourceId: string, source: NewAuditSource): Promise<AuditSourceRow> {
  const [row] = await db<AuditSourceRow>("audit_sources")
    .insert({
      ...source,
      enterprise_account_name: storableText(source.enterprise_account_name),
      created_by: storableText(source.created_by), // a browser's word, where it is an e-mail address
      resource_id: resourceId,
      status: "active",
    })
    .returning("*");
  if (!row) throw new Error("audit source not inserted");
  return row;
}

/** A new credential that was validated: whatever was wrong with the last one is forgotten. */
export async function replaceCredential(
  db: Db,
  resourceId: string,
  id: string,
  credential: AuditCredentialColumns & Pick<AuditSourceRow, "scopes" | "scopes_accepted">,
): Promise<void> {
  await visible(db, resourceId)
    .where({ id })
    .whereNot("status", "ended")
    .update({ ...credential, error_code: null, error_since: null, failures: 0 });
}

/** What a refresh returned. */
export async function saveTokens(
  db: Db,
  resourceId: string,
  id: string,
  tokens: Pick<AuditSourceRow, "access_token_sealed" | "refresh_token_sealed" | "access_token_expires_at">,
): Promise<void> {
  await visible(db, resourceId).where({ id }).whereNot("status", "ended").update(tokens);
}

/** Polled from now on, if the source stands as one of `from` says. */
export async function resume(
  db: Db,
  resourceId: string,
  id: string,
  at: Date,
  from: readonly AuditSourceStatus[] = ["active", "paused", "revoked"],
): Promise<void> {
  await visible(db, resourceId)
    .where({ id })
    .whereIn("status", [...from])
    .update({ status: "active", next_poll_at: at, error_code: null, error_since: null, failures: 0 });
}

/** A poll under way stops at its next call; it keeps its lease until then, so that nobody takes its place meanwhile. */
export async function pause(db: Db, resourceId: string, id: string): Promise<void> {
  await visible(db, resourceId)
    .where({ id })
    .whereNot("status", "ended")
    .update({ next_poll_at: null, status: "paused", error_code: null, error_since: null });
}

/** The plan no longer has the audit trail. */
export async function pauseForPlan(db: Db, resourceId: string, at: Date): Promise<void> {
  await visible(db, resourceId)
    .whereIn("status", ["active", "revoked"])
    .update({ next_poll_at: null, status: "paused", error_code: "audit.plan", error_since: at });
}

/** The plan has the audit trail again: what was paused for it goes on. */
export async function resumeForPlan(db: Db, resourceId: string, at: Date): Promise<void> {
  await visible(db, resourceId)
    .where({ status: "paused", error_code: "audit.plan" })
    .update({ status: "active", next_poll_at: at, error_code: null, error_since: null, failures: 0 });
}

/**
 * No polling and no credential from here on. The lease stays with a poll that is under way: it finds the status
 * changed at its next call, and a purge waits for it.
 */
export async function end(
  db: Db,
  resourceId: string,
  id: string,
  options: { at: Date; isKept: boolean },
): Promise<void> {
  await visible(db, resourceId)
    .where({ id })
    .update({
      ...WIPED,
      status: "ended",
      next_poll_at: null,
      ended_at: db.raw("coalesce(ended_at, ?)", [options.at]) as never,
      removed_at: options.isKept ? null : options.at,
      error_code: null,
      error_since: null,
    });
}

/** On deprovision; the rows go with the purge. @returns them as they were */
export async function endAll(db: Db, resourceId: string, at: Date): Promise<AuditSourceRow[]> {
  const before = await db<AuditSourceRow>("audit_sources").where({ resource_id: resourceId }).forUpdate();
  await db<AuditSourceRow>("audit_sources")
    .where({ resource_id: resourceId })
    .update({ ...WIPED, status: "ended", next_poll_at: null, ended_at: at });
  return before;
}

/** Sources whose events are to be deleted, and then they themselves. */
export async function listRemoved(db: Db): Promise<Pick<AuditSourceRow, "id" | "resource_id">[]> {
  return db<AuditSourceRow>("audit_sources").whereNotNull("removed_at").select("id", "resource_id");
}

/** A removed source that no poll holds any more; null while one does. */
export async function findRemovable(
  db: Db,
  resourceId: string,
  id: string,
  now: Date,
): Promise<AuditSourceRow | "busy" | null> {
  const row = await db<AuditSourceRow>("audit_sources")
    .where({ id, resource_id: resourceId })
    .whereNotNull("removed_at")
    .first();
  if (!row) return null;
  return row.poll_lease_until !== null && row.poll_lease_until > now ? "busy" : row;
}

/** With its jobs and archives. */
export async function deleteRemoved(db: Db, resourceId: string, id: string): Promise<void> {
  await db<AuditSourceRow>("audit_sources").where({ id, resource_id: resourceId }).whereNotNull("removed_at").delete();
}
