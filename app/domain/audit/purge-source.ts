import type { Services } from "../../context.ts";
import { deleteChangesOfSource } from "../../stores/clickhouse/changes/changes.ts";
import * as archives from "../../stores/postgres/audit-archives.ts";
import { removeEvidenceOfSource } from "../../stores/postgres/audit-evidence.ts";
import type { DueSource } from "../../stores/postgres/audit-polls.ts";
import * as auditSources from "../../stores/postgres/audit-sources.ts";

/**
 * Deletes the events of a source that was removed without keeping anything, then the source with its archives and
 * jobs. Repeatable.
 *
 * @throws while a poll or an import of it is still under way, for it may store events; the job is tried again
 */
export async function purgeSource({ stores, clock, log }: Services, source: DueSource): Promise<void> {
  const { resourceId, sourceId } = source;
  const row = await auditSources.findRemovable(stores.pg, resourceId, sourceId, clock.now());
  if (row === null) return;
  if (row === "busy") throw new Error("a poll of the source is under way");
  if (!(await archives.endImports(stores.pg, resourceId, sourceId)))
    throw new Error("an archive of the source was being imported");
  await deleteChangesOfSource(stores.clickhouse, resourceId, sourceId);
  // By themselves and in parts: gigabytes are more than one statement gets time for.
  await removeEvidenceOfSource(stores.pg, resourceId, sourceId);
  await auditSources.deleteRemoved(stores.pg, resourceId, sourceId);
  log.info(source, "audit source purged");
}

/** Purges what a lost job left. */
export async function sweepRemovedSources({ stores, queues }: Services): Promise<void> {
  for (const { id, resource_id } of await auditSources.listRemoved(stores.pg))
    await queues.enqueue("purge-audit-source", { resourceId: resource_id, sourceId: id });
}
