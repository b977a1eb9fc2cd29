import type { Services } from "../../context.ts";
import { Fault } from "../../errors.ts";
import type { DueSource } from "../../stores/postgres/audit-polls.ts";
import * as auditSources from "../../stores/postgres/audit-sources.ts";
import { callAuditSource } from "./call-audit-source.ts";
import { validateCredential } from "./validate-credential.ts";

/**
 * Checks a source's credential again, as it was checked before it was saved. One that works again is polled again.
 *
 * @returns numbers worth showing
 * @throws Fault as validateCredential; audit.source_not_found when it has ended
 */
export async function validateSource(services: Services, source: DueSource): Promise<{ events: number }> {
  const { stores, clock } = services;
  const row = await auditSources.find(stores.pg, source.resourceId, source.sourceId);
  if (!row || row.status === "ended") throw new Fault("audit.source_not_found");
  const { events } = await validateCredential(
    services,
    async (call) => {
      const answer = await callAuditSource(services, source, call);
      if (answer === null) throw new Fault("audit.source_not_found", { detail: "ended meanwhile" });
      return answer;
    },
    row.enterprise_account_id,
  );
  await auditSources.resume(stores.pg, row.resource_id, row.id, clock.now(), ["revoked"]);
  return { events };
}
