import type { Db } from "./connection.ts";

/** "Connect with Heroku" under way: a redirect that is out, then tokens that wait to become a source. */
export interface AuditConnectionRow {
  id: string;
  resource_id: string;
  state_hash: string;
  verifier_sealed: string | null;
  session_user_id: string;
  access_token_sealed: string | null;
  refresh_token_sealed: string | null;
  access_token_expires_at: Date | null;
  heroku_user_id: string | null;
  created_at: Date;
  expires_at: Date;
}

export type ConnectedRow = AuditConnectionRow & { access_token_sealed: string; refresh_token_sealed: string };

export async function insert(
  db: Db,
  resourceId: string,
  connection: Pick<
    AuditConnectionRow,
    "state_hash" | "verifier_sealed" | "session_user_id" | "created_at" | "expires_at"
  >,
): Promise<void> {
  await db<AuditConnectionRow>("audit_connections").insert({ ...connection, resource_id: resourceId });
}

/**
 * The redirect that a browser comes back from, once: taken, its verifier is gone.
 *
 * @returns null when this user of this resource has no such redirect out, or it is too old
 */
export async function takeRedirect(
  db: Db,
  resourceId: string,
  who: { stateHash: string; sessionUserId: string; now: Date },
): Promise<{ id: string; verifier_sealed: string } | null> {
  return db.transaction(async (tx) => {
    const mine = () =>
      tx<AuditConnectionRow>("audit_connections").where({
        resource_id: resourceId,
        state_hash: who.stateHash,
        session_user_id: who.sessionUserId,
      });
    const row = await mine().whereNotNull("verifier_sealed").where("expires_at", ">", who.now).forUpdate().first();
    if (!row?.verifier_sealed) return null;
    await mine().update({ verifier_sealed: null });
    return { id: row.id, verifier_sealed: row.verifier_sealed };
  });
}

export async function saveTokens(
  db: Db,
  resourceId: string,
  id: string,
  tokens: Pick<
    AuditConnectionRow,
    "access_token_sealed" | "refresh_token_sealed" | "access_token_expires_at" | "heroku_user_id"
  >,
): Promise<void> {
  await db<AuditConnectionRow>("audit_connections").where({ id, resource_id: resourceId }).update(tokens);
}

/** A connection with tokens that has not expired; null otherwise. */
export async function findConnected(db: Db, resourceId: string, id: string, now: Date): Promise<ConnectedRow | null> {
  const row = await db<AuditConnectionRow>("audit_connections")
    .where({ id, resource_id: resourceId })
    .whereNotNull("access_token_sealed")
    .whereNotNull("refresh_token_sealed")
    .where("expires_at", ">", now)
    .first();
  return (row as ConnectedRow | undefined) ?? null;
}

/** @returns false when it was used meanwhile: a refresh token has one owner */
export async function remove(db: Db, resourceId: string, id: string): Promise<boolean> {
  return (await db<AuditConnectionRow>("audit_connections").where({ id, resource_id: resourceId }).delete()) === 1;
}

/** On deprovision. @returns them */
export async function removeAll(db: Db, resourceId: string): Promise<AuditConnectionRow[]> {
  return db<AuditConnectionRow>("audit_connections").where({ resource_id: resourceId }).delete().returning("*");
}

/** Those nobody used within their time, of all resources. @returns them */
export async function forgetExpired(db: Db, now: Date): Promise<AuditConnectionRow[]> {
  return db<AuditConnectionRow>("audit_connections").where("expires_at", "<=", now).delete().returning("*");
}
