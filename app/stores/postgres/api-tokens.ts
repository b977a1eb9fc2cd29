import type { Db } from "./connection.ts";

export interface ApiTokenRow {
  id: string;
  resource_id: string;
  name: string;
  token_hash: string;
  prefix: string;
  scopes: string[];
  created_at: Date;
  last_used_at: Date | null;
  expires_at: Date | null;
  revoked_at: Date | null;
}

export type NewApiToken = Pick<ApiTokenRow, "resource_id" | "name" | "token_hash" | "prefix" | "scopes">;

export async function insert(db: Db, token: NewApiToken): Promise<void> {
  await db<ApiTokenRow>("api_tokens").insert(token);
}

/** The live token with this hash, of a resource that lives; null otherwise. Notes its use at most once a minute. */
export async function findLive(db: Db, tokenHash: string, now: Date): Promise<ApiTokenRow | null> {
  const row = await db<ApiTokenRow>("api_tokens")
    .where({ token_hash: tokenHash })
    .whereNull("revoked_at")
    .where((q) => q.whereNull("expires_at").orWhere("expires_at", ">", now))
    .whereExists((q) =>
      q
        .select(db.raw("1"))
        .from("resources")
        .whereRaw("resources.id = api_tokens.resource_id")
        .whereNot("state", "deprovisioned"),
    )
    .first();
  if (!row) return null;
  if (!row.last_used_at || now.getTime() - row.last_used_at.getTime() > 60_000)
    await db<ApiTokenRow>("api_tokens").where({ id: row.id }).update({ last_used_at: now });
  return row;
}

export async function revokeAll(db: Db, resourceId: string, at: Date): Promise<void> {
  await db<ApiTokenRow>("api_tokens")
    .where({ resource_id: resourceId })
    .whereNull("revoked_at")
    .update({ revoked_at: at });
}
