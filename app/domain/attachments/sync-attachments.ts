import type { Services } from "../../context.ts";
import { fingerprint, sha256Hex } from "../../lib/secrets.ts";
import * as attachments from "../../stores/postgres/attachments.ts";
import * as resources from "../../stores/postgres/resources.ts";
import { renewExclusionSet } from "../exclusions/renew-set.ts";
import { callHeroku } from "../resources/call-heroku.ts";
import { subscribeWebhook } from "../webhooks/subscribe-webhook.ts";

/**
 * Reads from Heroku which apps the resource is attached to and by which drain tokens their logs come, and makes our
 * rows say the same: new ones learnt, names refreshed, vanished ones tombstoned.
 *
 * A drain list that is empty while the add-on lives removes nothing: the provisioning call's token may simply not be
 * listed yet. Nor does a list remove what another sync has learnt since it was asked for: two may read at once, and the
 * one that writes last may have read first. What then stays too long goes with the next sweep.
 */
export async function syncAttachments(services: Services, input: { resourceId: string }): Promise<void> {
  const { stores, secrets, clients, clock, log } = services;
  const { resourceId } = input;
  const readSince = await attachments.readClock(stores.pg);
  const read = await callHeroku(services, resourceId, (token) =>
    Promise.all([
      clients.herokuApi.addon(token, resourceId),
      clients.herokuApi.logDrains(token, resourceId),
      clients.herokuApi.attachments(token, resourceId),
    ]),
  );
  if (read === null) return log.info({ resourceId }, "attachments not synced: no Heroku access");
  const [addon, drains, named] = read;
  const byApp = new Map(named.map((attachment) => [attachment.app.id, attachment]));
  await stores.pg.transaction(async (tx) => {
    const row = await resources.findForUpdate(tx, resourceId);
    if (!row || row.state === "deprovisioned") return;
    await resources.setNames(tx, resourceId, {
      name: addon.name,
      app_id: addon.app?.id ?? row.app_id,
      app_name: addon.app?.name ?? row.app_name,
    });
    for (const drain of drains) {
      const attachment = drain.app ? byApp.get(drain.app.id) : undefined;
      await attachments.upsert(tx, {
        resource_id: resourceId,
        log_drain_token_hash: sha256Hex(drain.token),
        log_drain_token_sealed: secrets.seal(drain.token, "attachments.log_drain_token"),
        log_drain_token_fingerprint: fingerprint(drain.token),
        ...(drain.app ? { app_id: drain.app.id, app_name: drain.app.name } : {}),
        ...(attachment ? { heroku_attachment_id: attachment.id, name: attachment.name } : {}),
      });
    }
    const hashes = drains.map((drain) => sha256Hex(drain.token));
    if (hashes.length > 0) await attachments.removeMissing(tx, resourceId, { hashes, readSince }, clock.now());
    await renewExclusionSet(tx, resourceId, clock.now()); // filters may name the apps behind the drains
  });
  await stores.notices.resourceChanged(resourceId);
  await services.queues.enqueue("release-quarantine", {});
  await subscribeWebhook(services, input);
  log.info({ resourceId, drains: drains.length }, "attachments synced");
}
