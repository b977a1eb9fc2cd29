import { randomBytes } from "node:crypto";
import { HerokuError } from "../../clients/heroku-error.ts";
import type { Services } from "../../context.ts";
import * as webhooks from "../../stores/postgres/webhooks.ts";
import { callHeroku } from "../resources/call-heroku.ts";

/** What partners may subscribe to by default. Source: heroku/webhooks-docs README; Dev Center "Add-on Webhooks". */
const INCLUDE = [
  "api:addon-attachment",
  "api:addon",
  "api:app",
  "api:collaborator",
  "api:domain",
  "api:sni-endpoint",
] as const;

/**
 * Subscribes to the resource's events once. The secret is ours and sealed; the address names the resource, so that a
 * delivery's secret is known before anything of its body is believed.
 *
 * A crash between Heroku's answer and our row would leave a subscription whose secret nobody knows: those with our
 * address are removed first.
 */
export async function subscribeWebhook(services: Services, input: { resourceId: string }): Promise<void> {
  const { stores, secrets, clients, config, log } = services;
  const { resourceId } = input;
  if (await webhooks.find(stores.pg, resourceId)) return;
  const url = `${config.baseUrl}/heroku/webhooks/${resourceId}`;
  const secret = randomBytes(32).toString("base64url");
  try {
    const created = await callHeroku(services, resourceId, async (token) => {
      for (const old of await clients.herokuApi.webhooks(token, resourceId))
        if (old.url === url) await clients.herokuApi.deleteWebhook(token, resourceId, old.id);
      return clients.herokuApi.createWebhook(token, resourceId, { url, secret, include: INCLUDE });
    });
    if (!created) return;
    await webhooks.save(stores.pg, {
      resource_id: resourceId,
      heroku_webhook_id: created.id,
      secret_sealed: secrets.seal(secret, "webhooks.secret"),
    });
    log.info({ resourceId, webhookId: created.id }, "subscribed to Heroku's events");
  } catch (error) {
    // Without webhooks the ten-minute sweep still finds new attachments; the rest of the sync must not fail for it.
    if (!(error instanceof HerokuError) || error.isTemporary) throw error;
    log.error({ resourceId, err: error }, "Heroku refused the webhook subscription");
  }
}
