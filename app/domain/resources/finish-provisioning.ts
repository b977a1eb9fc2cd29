import { HerokuError } from "../../clients/heroku-error.ts";
import type { Services } from "../../context.ts";
import * as attachments from "../../stores/postgres/attachments.ts";
import * as resources from "../../stores/postgres/resources.ts";
import { callHeroku } from "./call-heroku.ts";
import { deprovision } from "./deprovision.ts";
import { drainUrl, resourceConfig } from "./resource-config.ts";

/**
 * The second half of an asynchronous provisioning: config, then each drain's URL, then "done". Every step may be
 * repeated, so a crash in between costs nothing but a repeat. Before "done" a changed config restarts no app.
 *
 * Rejects when Heroku is away; what Heroku refuses for good ends in a failed provisioning, which Heroku removes.
 * Source: Dev Center "Asynchronous Provisioning of Add-ons".
 */
export async function finishProvisioning(services: Services, input: { resourceId: string }): Promise<void> {
  const { stores, secrets, clients, queues, clock, log } = services;
  const { resourceId } = input;
  const row = await resources.find(stores.pg, resourceId);
  if (row?.state !== "provisioning") return;
  const drains = await attachments.listLiving(stores.pg, resourceId);
  try {
    const done = await callHeroku(services, resourceId, async (token) => {
      await clients.herokuApi.setConfig(token, resourceId, resourceConfig(services, row));
      for (const { log_drain_token_sealed } of drains)
        if (log_drain_token_sealed !== null)
          await clients.herokuApi.setDrainUrl(
            token,
            resourceId,
            secrets.open(log_drain_token_sealed, "attachments.log_drain_token"),
            drainUrl(services),
          );
      await clients.herokuApi.finishProvisioning(token, resourceId, "provision");
      return true;
    });
    if (done === null) return await failProvisioning(services, { resourceId, why: "no Heroku access" });
  } catch (error) {
    if (!(error instanceof HerokuError) || error.isTemporary) throw error;
    return failProvisioning(services, { resourceId, why: error.message });
  }
  await resources.markProvisioned(stores.pg, resourceId, clock.now());
  await stores.notices.resourceChanged(resourceId);
  await queues.enqueue("sync-attachments", { resourceId });
  log.info({ resourceId }, "asynchronous provisioning finished");
}

/** Tells Heroku it failed, as far as Heroku can be told, and ends the resource here. The customer is not charged. */
export async function failProvisioning(services: Services, input: { resourceId: string; why: string }): Promise<void> {
  const { clients, log } = services;
  log.error(input, "asynchronous provisioning failed");
  await callHeroku(services, input.resourceId, (token) =>
    clients.herokuApi.finishProvisioning(token, input.resourceId, "deprovision"),
  ).catch((error: unknown) => log.error({ ...input, err: error }, "Heroku not told; it gives up by itself after 12 h"));
  await deprovision(services, { uuid: input.resourceId });
}
