import type { Services } from "../../context.ts";
import { Fault } from "../../errors.ts";
import * as alerts from "../../stores/postgres/alerts.ts";
import * as apiTokens from "../../stores/postgres/api-tokens.ts";
import * as attachments from "../../stores/postgres/attachments.ts";
import * as auditConnections from "../../stores/postgres/audit-connections.ts";
import * as auditSources from "../../stores/postgres/audit-sources.ts";
import * as credentials from "../../stores/postgres/credentials.ts";
import * as manualDrains from "../../stores/postgres/manual-drains.ts";
import * as resources from "../../stores/postgres/resources.ts";
import * as webhooks from "../../stores/postgres/webhooks.ts";
import { keepIncidentEnd } from "../alerts/end-incident.ts";
import { keepForRelease, queueReleases, type Release } from "../audit/keep-for-release.ts";

/**
 * Ends a resource: tokens, credentials and drains die in one transaction, the events are purged by a job, and the
 * tombstone answers 410 from now on. A repeat, and a uuid never seen, answer the same: the wanted end state holds.
 *
 * @throws Fault resource.gone
 */
export async function deprovision(services: Services, input: { uuid: string }): Promise<void> {
  const { stores, queues, clock, log } = services;
  const releases = await stores.pg.transaction(async (tx) => {
    const row = await resources.findForUpdate(tx, input.uuid);
    if (!row || row.state === "deprovisioned")
      throw new Fault("resource.gone", { detail: `deprovision of ${input.uuid}` });
    const now = clock.now();
    await resources.markDeprovisioned(tx, row.id, now);
    await credentials.wipe(tx, row.id);
    await apiTokens.revokeAll(tx, row.id, now);
    await attachments.removeAll(tx, row.id, now);
    await webhooks.remove(tx, row.id);
    await manualDrains.revokeAll(tx, row.id, now);
    for (const alert of await alerts.listOfResource(tx, row.id)) await keepIncidentEnd(services, tx, alert, null);
    const kept: Release[] = [];
    for (const source of await auditSources.endAll(tx, row.id, now))
      kept.push(...(await keepForRelease(services, tx, "audit_sources", source)));
    for (const connection of await auditConnections.removeAll(tx, row.id))
      kept.push(...(await keepForRelease(services, tx, "audit_connections", connection)));
    return kept;
  });
  queueReleases(services, releases);
  await stores.notices.resourceChanged(input.uuid);
  void queues
    .enqueue("purge-resource", { resourceId: input.uuid })
    .catch((error: unknown) =>
      log.error({ err: error, resourceId: input.uuid }, "purge not queued; the next sweep will"),
    );
  log.info({ resourceId: input.uuid }, "deprovisioned");
}
