import type { Db } from "./connection.ts";

/**
 * Every column that holds a sealed secret, with its row key and the purpose it is sealed for. Key rotation walks this
 * list; a test holds it against the schema (every column named `*_sealed`), so that a new one cannot be forgotten.
 */
export const SEALED_COLUMNS = [
  { table: "resources", key: "id", column: "api_token_sealed", purpose: "resources.api_token" },
  { table: "attachments", key: "id", column: "log_drain_token_sealed", purpose: "attachments.log_drain_token" },
  { table: "credentials", key: "resource_id", column: "grant_code_sealed", purpose: "credentials.grant_code" },
  { table: "credentials", key: "resource_id", column: "access_token_sealed", purpose: "credentials.access_token" },
  { table: "credentials", key: "resource_id", column: "refresh_token_sealed", purpose: "credentials.refresh_token" },
  { table: "webhooks", key: "resource_id", column: "secret_sealed", purpose: "webhooks.secret" },
  { table: "audit_sources", key: "id", column: "access_token_sealed", purpose: "audit_sources.access_token" },
  { table: "audit_sources", key: "id", column: "refresh_token_sealed", purpose: "audit_sources.refresh_token" },
  { table: "audit_connections", key: "id", column: "verifier_sealed", purpose: "audit_connections.verifier" },
  { table: "audit_connections", key: "id", column: "access_token_sealed", purpose: "audit_connections.access_token" },
  { table: "audit_connections", key: "id", column: "refresh_token_sealed", purpose: "audit_connections.refresh_token" },
  { table: "audit_releases", key: "id", column: "access_token_sealed", purpose: "audit_releases.access_token" },
  { table: "audit_releases", key: "id", column: "refresh_token_sealed", purpose: "audit_releases.refresh_token" },
  { table: "alerts", key: "id", column: "destination_sealed", purpose: "alerts.destination" },
  { table: "alerts", key: "id", column: "signing_secret_sealed", purpose: "alerts.signing_secret" },
  { table: "incident_ends", key: "id", column: "routing_key_sealed", purpose: "incident_ends.routing_key" },
  { table: "buckets", key: "resource_id", column: "secret_access_key_sealed", purpose: "buckets.secret_access_key" },
] as const;

export type SealedColumn = (typeof SEALED_COLUMNS)[number];

/** The next rows of a column after a key, in key order. */
export async function listSealed(
  db: Db,
  { table, key, column }: SealedColumn,
  afterKey: string | null,
  limit: number,
): Promise<{ key: string; envelope: string }[]> {
  return db(table)
    .whereNotNull(column)
    .modify((q) => {
      if (afterKey !== null) q.where(key, ">", afterKey);
    })
    .orderBy(key)
    .limit(limit)
    .select({ key, envelope: column });
}

/** Replaces an envelope unless somebody changed it meanwhile. */
export async function replaceSealed(
  db: Db,
  { table, key, column }: SealedColumn,
  row: { key: string; from: string; to: string },
): Promise<boolean> {
  return (
    (await db(table)
      .where({ [key]: row.key, [column]: row.from })
      .update({ [column]: row.to })) === 1
  );
}
