import type { Ctx } from "../../context.ts";
import { Fault } from "../../errors.ts";
import * as auditSources from "../../stores/postgres/audit-sources.ts";
import { releaseCredential } from "./release-credential.ts";

/**
 * Stops polling and wipes the credential at once. Kept, the source stays listed with what it collected; not kept, a job
 * removes its events and archives.
 *
 * @throws Fault audit.source_not_found, also for another resource's
 */
export async function removeSource(ctx: Ctx, input: { id: string; isKept: boolean }): Promise<void> {
  const { stores, queues, clock, resourceId, log } = ctx;
  const before = await auditSources.find(stores.pg, resourceId, input.id);
  const isEnded = await auditSources.end(stores.pg, resourceId, input.id, { at: clock.now(), isKept: input.isKept });
  if (!before || !isEnded) throw new Fault("audit.source_not_found");
  releaseCredential(ctx, before);
  const source = { resourceId, sourceId: input.id };
  log.info({ ...source, isKept: input.isKept }, "audit source removed");
  if (input.isKept) return;
  void queues
    .enqueue("purge-audit-source", source)
    .catch((error: unknown) => log.error({ ...source, err: error }, "purge not queued; the hourly sweep will"));
}
