import type { Ctx } from "../../context.ts";
import { Fault } from "../../errors.ts";
import * as auditSources from "../../stores/postgres/audit-sources.ts";
import { keepForRelease, queueReleases } from "./keep-for-release.ts";

/**
 * Stops polling and wipes the credential at once; an authorization is given back at Heroku by a job. Kept, the source
 * stays listed with what it collected; not kept, a job removes its events and archives.
 *
 * @throws Fault audit.source_not_found, also for another resource's
 */
export async function removeSource(ctx: Ctx, input: { id: string; isKept: boolean }): Promise<void> {
  const { stores, queues, clock, resourceId, log } = ctx;
  const releases = await stores.pg.transaction(async (tx) => {
    const before = await auditSources.findForUpdate(tx, resourceId, input.id);
    if (!before) throw new Fault("audit.source_not_found");
    await auditSources.end(tx, resourceId, input.id, { at: clock.now(), isKept: input.isKept });
    return keepForRelease(ctx, tx, "audit_sources", before);
  });
  queueReleases(ctx, releases);
  const source = { resourceId, sourceId: input.id };
  log.info({ ...source, isKept: input.isKept }, "audit source removed");
  if (input.isKept) return;
  void queues
    .enqueue("purge-audit-source", source)
    .catch((error: unknown) => log.error({ ...source, err: error }, "purge not queued; the hourly sweep will"));
}
