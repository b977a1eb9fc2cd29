import type { Services } from "../../context.ts";
import type { AuditSourceRow } from "../../stores/postgres/audit-sources.ts";

/**
 * Gives an OAuth authorization back at Heroku, in the background: nobody waits for it, and a scope that does not allow
 * it is common. A pasted token is its owner's to revoke.
 */
export function releaseCredential(
  { secrets, clients, log }: Pick<Services, "secrets" | "clients" | "log">,
  row: Pick<AuditSourceRow, "id" | "resource_id" | "credential_kind" | "access_token_sealed">,
): void {
  if (row.credential_kind !== "oauth" || row.access_token_sealed === null || !clients.herokuUserOauth) return;
  const token = secrets.open(row.access_token_sealed, "audit_sources.access_token");
  const about = { resourceId: row.resource_id, sourceId: row.id };
  void clients.herokuUserOauth
    .revoke(token)
    .then(() => log.info(about, "authorization given back"))
    .catch((error: unknown) => log.warn({ ...about, err: error }, "authorization not given back"));
}
