import type { Services } from "../../context.ts";
import * as auditReleases from "../../stores/postgres/audit-releases.ts";
import type { AuditCredentialColumns } from "../../stores/postgres/audit-sources.ts";
import type { Db } from "../../stores/postgres/connection.ts";

/** An authorization on its way back to Heroku. */
export interface Release {
  resourceId: string;
  releaseId: string;
}

type HeldTokens = Pick<
  AuditCredentialColumns,
  "access_token_sealed" | "refresh_token_sealed" | "access_token_expires_at"
>;

/**
 * Notes an authorization of "Connect with Heroku" to be given back, in the transaction that wipes it where it was used;
 * `queueReleases` then has it done. A pasted token is its owner's to revoke, and nothing is noted for it.
 *
 * @param table whose row holds the tokens: they are sealed for it
 */
export async function keepForRelease(
  { secrets, clock, log }: Pick<Services, "secrets" | "clock" | "log">,
  db: Db,
  table: "audit_sources" | "audit_connections",
  row: HeldTokens & { resource_id: string; credential_kind?: AuditCredentialColumns["credential_kind"] },
): Promise<Release[]> {
  if (row.access_token_sealed === null || row.credential_kind === "token") return [];
  const tokens = resealed(secrets, table, row);
  if (tokens === null) {
    log.warn({ resourceId: row.resource_id }, "authorization not to be given back: its tokens cannot be read");
    return [];
  }
  const releaseId = await auditReleases.insert(db, row.resource_id, { ...tokens, created_at: clock.now() });
  return [{ resourceId: row.resource_id, releaseId }];
}

/** Null for what no key of ours opens any more: that must not keep a source or an add-on from ending. */
function resealed(
  secrets: Services["secrets"],
  table: "audit_sources" | "audit_connections",
  { access_token_sealed: access, refresh_token_sealed: refresh, access_token_expires_at }: HeldTokens,
): auditReleases.ReleaseTokens | null {
  const reseal = (envelope: string, column: "access_token" | "refresh_token") =>
    secrets.seal(secrets.open(envelope, `${table}.${column}`), `audit_releases.${column}`);
  try {
    return {
      access_token_sealed: reseal(access ?? "", "access_token"),
      refresh_token_sealed: refresh && reseal(refresh, "refresh_token"),
      access_token_expires_at,
    };
  } catch {
    return null;
  }
}

/** Once the transaction holds. Nobody waits for it: what is not queued the sweep finds. */
export function queueReleases({ queues, log }: Pick<Services, "queues" | "log">, releases: readonly Release[]): void {
  for (const release of releases)
    void queues
      .enqueue("release-authorization", release)
      .catch((error: unknown) => log.error({ ...release, err: error }, "release not queued; the sweep will"));
}
