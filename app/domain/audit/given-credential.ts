import type { Ctx } from "../../context.ts";
import { Fault } from "../../errors.ts";
import { fingerprint } from "../../lib/secrets.ts";
import * as auditConnections from "../../stores/postgres/audit-connections.ts";
import type { AuditCredentialColumns } from "../../stores/postgres/audit-sources.ts";
import type { Db } from "../../stores/postgres/connection.ts";
import { sealTokens } from "./audit-token.ts";

/** A credential as the API takes it: pasted, or made by "Connect with Heroku". */
export type GivenCredential = { apiToken: string } | { connectionId: string };

export interface ReadCredential {
  /** To validate it with. */
  token: string;
  /** As a source's row holds it; `heroku_user_id` is what OAuth said. */
  columns: AuditCredentialColumns;
  /**
   * Takes it out of its connection, for a refresh token has one owner.
   * @throws Fault audit.connection_not_found when it was used meanwhile
   */
  take(db: Db): Promise<void>;
}

/** @throws Fault audit.connection_not_found, also for another resource's and one older than an hour */
export async function readCredential(ctx: Ctx, given: GivenCredential): Promise<ReadCredential> {
  if ("apiToken" in given) return readPasted(ctx, given.apiToken);
  const { stores, secrets, clock, resourceId } = ctx;
  const row = await auditConnections.findConnected(stores.pg, resourceId, given.connectionId, clock.now());
  if (!row) throw new Fault("audit.connection_not_found");
  const token = secrets.open(row.access_token_sealed, "audit_connections.access_token");
  const refreshToken = secrets.open(row.refresh_token_sealed, "audit_connections.refresh_token");
  return {
    token,
    columns: {
      ...sealTokens(ctx, { accessToken: token, refreshToken, expiresInSeconds: null }),
      access_token_expires_at: row.access_token_expires_at,
      credential_kind: "oauth",
      credential_fingerprint: null,
      heroku_user_id: row.heroku_user_id,
    },
    async take(db) {
      if (!(await auditConnections.remove(db, resourceId, row.id))) throw new Fault("audit.connection_not_found");
    },
  };
}

function readPasted(ctx: Ctx, token: string): ReadCredential {
  return {
    token,
    columns: {
      ...sealTokens(ctx, { accessToken: token, refreshToken: null, expiresInSeconds: null }),
      credential_kind: "token",
      credential_fingerprint: fingerprint(token),
      heroku_user_id: null,
    },
    take: async () => {},
  };
}
