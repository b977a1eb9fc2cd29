import type { Db } from "./connection.ts";

export interface ApiTokenRow {
  id: string;
  resource_id: string;
  name: string;
  token_hash: string;
  prefix: string;
  scopes: string[];
  created_at: Date;
  created_by: string | null;
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

/** The resource's tokens, oldest first, without those revoked before `revokedSince`. */
export async function listOfResource(db: Db, resourceId: string, revokedSince: Date): Promise<ApiTokenRow[]> {
  return db<ApiTokenRow>("api_tokens")
    .where({ resource_id: resourceId })
    .where((q) => q.whereNull("revoked_at").orWhere("revoked_at", ">=", revokedSince))
    .orderBy(["created_at", "id"]);
}

/** Tokens that can be used: neither revoked nor expired. */
export async function countLiving(db: Db, resourceId: string, now: Date): Promise<number> {
  const row = await db("api_tokens")
    .where({ resource_id: resourceId })
    .whereNull("revoked_at")
    .where((q) => q.whereNull("expires_at").orWhere("expires_at", ">", now))
    .count({ n: "*" })
    .first<{ n: string }>();
  return Number(row?.n ?? 0);
}

export async function insertWithExpiry(
  db: Db,
  token: NewApiToken & Pick<ApiTokenRow, "created_at" | "created_by" | "expires_at">,
): Promise<ApiTokenRow> {
  const [row] = await db<ApiTokenRow>("api_tokens").insert(token).returning("*");
  if (!row) throw new Error("API token not inserted");
  return row;
}

/** Whether a token that was let in may still be used. */
export async function isLive(db: Db, resourceId: string, id: string, now: Date): Promise<boolean> {
  const row = await db<ApiTokenRow>("api_tokens")
    .where({ id, resource_id: resourceId })
    .whereNull("revoked_at")
    .where((q) => q.whereNull("expires_at").orWhere("expires_at", ">", now))
    .first("id");
  return row !== undefined;
}

/** @returns false when the resource has no such token, or it is revoked already */
export async function revoke(db: Db, resourceId: string, id: string, at: Date): Promise<boolean> {
  const revoked = await db<ApiTokenRow>("api_tokens")
    .where({ id, resource_id: resourceId })
    .whereNull("revoked_at")
    .update({ revoked_at: at });
  return revoked === 1;
}

export async function revokeAll(db: Db, resourceId: string, at: Date): Promise<void> {
  await db<ApiTokenRow>("api_tokens")
    .where({ resource_id: resourceId })
    .whereNull("revoked_at")
    .update({ revoked_at: at });
}
