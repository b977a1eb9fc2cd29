import type { Db } from "./connection.ts";

/** What lets us call Heroku for one resource; every secret sealed (lib/secrets.ts). */
export interface CredentialRow {
  resource_id: string;
  grant_code_sealed: string | null;
  grant_expires_at: Date | null;
  access_token_sealed: string | null;
  refresh_token_sealed: string | null;
  access_token_expires_at: Date | null;
  updated_at: Date;
}

/** Keeps the newest unexchanged grant: a repeated provision may bring another one. */
export async function saveGrant(
  db: Db,
  resourceId: string,
  grant: { grant_code_sealed: string; grant_expires_at: Date },
): Promise<void> {
  await db<CredentialRow>("credentials")
    .insert({ resource_id: resourceId, ...grant })
    .onConflict("resource_id")
    .merge({ ...grant, updated_at: new Date() });
}

/** Serialises exchange and refresh of one resource across processes: whoever holds the row may talk to Heroku. */
export async function findForUpdate(db: Db, resourceId: string): Promise<CredentialRow | null> {
  return (await db<CredentialRow>("credentials").where({ resource_id: resourceId }).forUpdate().first()) ?? null;
}

/** Stores what a token call returned; the grant is spent. */
export async function saveTokens(
  db: Db,
  resourceId: string,
  tokens: { access_token_sealed: string; refresh_token_sealed: string; access_token_expires_at: Date },
): Promise<void> {
  await db<CredentialRow>("credentials")
    .where({ resource_id: resourceId })
    .update({ ...tokens, grant_code_sealed: null, grant_expires_at: null, updated_at: new Date() });
}

export async function wipe(db: Db, resourceId: string): Promise<void> {
  await db<CredentialRow>("credentials").where({ resource_id: resourceId }).delete();
}
