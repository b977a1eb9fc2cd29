import type { ApiTokenAnswer } from "../../contract/api.ts";
import type { ApiTokenRow } from "../../stores/postgres/api-tokens.ts";

/** A token as the API gives it; never the token, nor its hash. */
export function toApiToken(row: ApiTokenRow): ApiTokenAnswer {
  return {
    id: row.id,
    name: row.name,
    prefix: row.prefix,
    scopes: row.scopes as ApiTokenAnswer["scopes"],
    created_at: row.created_at.toISOString(),
    created_by: row.created_by,
    last_used_at: row.last_used_at?.toISOString() ?? null,
    expires_at: row.expires_at?.toISOString() ?? null,
    revoked_at: row.revoked_at?.toISOString() ?? null,
  };
}
