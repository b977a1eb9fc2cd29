import type { Ctx } from "../../context.ts";
import { Fault } from "../../errors.ts";
import * as auditSources from "../../stores/postgres/audit-sources.ts";

/** @throws Fault audit.source_not_found, also for another resource's; audit.not_active when it has ended */
export async function getLivingSource({ stores, resourceId }: Ctx, id: string): Promise<auditSources.AuditSourceRow> {
  const row = await auditSources.find(stores.pg, resourceId, id);
  if (!row) throw new Fault("audit.source_not_found");
  if (row.status === "ended")
    throw new Fault("audit.not_active", { fill: { status: "ended", advice: "add the account again" } });
  return row;
}
