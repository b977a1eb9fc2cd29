import type { Db } from "./connection.ts";

/** An authorization that is to be given back at Heroku; its tokens sealed (lib/secrets.ts). */
export interface AuditReleaseRow {
  id: string;
  resource_id: string;
  access_token_sealed: string;
  refresh_token_sealed: string | null;
  access_token_expires_at: Date | null;
  created_at: Date;
}

export type ReleaseTokens = Pick<
  AuditReleaseRow,
  "access_token_sealed" | "refresh_token_sealed" | "access_token_expires_at"
>;

/** @returns its id */
export async function insert(
  db: Db,
  resourceId: string,
  release: Omit<AuditReleaseRow, "id" | "resource_id">,
): Promise<string> {
  const [row] = await db<AuditReleaseRow>("audit_releases")
    .insert({ ...release, resource_id: resourceId })
    .returning("id");
  if (!row) throw new Error("audit release not inserted");
  return row.id;
}

/** Locks the row for the rest of the transaction: a refresh token that rotates is used once. */
export async function findForUpdate(db: Db, resourceId: string, id: string): Promise<AuditReleaseRow | null> {
  return (
    (await db<AuditReleaseRow>("audit_releases").where({ id, resource_id: resourceId }).forUpdate().first()) ?? null
  );
}

export async function saveTokens(db: Db, resourceId: string, id: string, tokens: ReleaseTokens): Promise<void> {
  await db<AuditReleaseRow>("audit_releases").where({ id, resource_id: resourceId }).update(tokens);
}

export async function remove(db: Db, resourceId: string, id: string): Promise<void> {
  await db<AuditReleaseRow>("audit_releases").where({ id, resource_id: resourceId }).delete();
}

/** Of all resources, the oldest first. */
export async function listCreatedBefore(db: Db, before: Date): Promise<Pick<AuditReleaseRow, "id" | "resource_id">[]> {
  return db<AuditReleaseRow>("audit_releases")
    .where("created_at", "<", before)
    .orderBy("created_at")
    .select("id", "resource_id");
}

export async function forgetCreatedBefore(db: Db, before: Date): Promise<number> {
  return db<AuditReleaseRow>("audit_releases").where("created_at", "<", before).delete();
}
