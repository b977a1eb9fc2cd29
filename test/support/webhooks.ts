import { createHmac, randomUUID } from "node:crypto";
import * as webhooks from "../../app/stores/postgres/webhooks.ts";
import type { TestService } from "./service.ts";

/** A subscription as if Heroku had confirmed it, with a secret the test knows. */
export async function subscribe(
  service: TestService,
  resourceId: string,
  secret = "whsec-test",
): Promise<{ webhookId: string }> {
  const webhookId = randomUUID();
  await webhooks.save(service.services.stores.pg, {
    resource_id: resourceId,
    heroku_webhook_id: webhookId,
    secret_sealed: service.services.secrets.seal(secret, "webhooks.secret"),
  });
  return { webhookId };
}

/** An event as Heroku writes it. Source: heroku/webhooks-docs, event examples. */
export function webhookEvent(
  changes: Record<string, unknown> = {},
  webhookId: string = randomUUID(),
): Record<string, unknown> {
  const id = (changes.id as string | undefined) ?? randomUUID();
  return {
    id,
    action: "create",
    resource: "addon-attachment",
    actor: { id: randomUUID(), email: "dana@example.com" },
    created_at: "2026-03-04T09:15:02Z",
    updated_at: "2026-03-04T09:15:02Z",
    published_at: "2026-03-04T09:15:03Z",
    data: {},
    previous_data: {},
    sequence: null,
    version: "application/vnd.heroku+json; version=3",
    webhook_metadata: {
      attempt: { id: randomUUID() },
      delivery: { id: randomUUID() },
      event: { id, include: "api:addon-attachment" },
      webhook: { id: webhookId },
    },
    ...changes,
  };
}

/** Delivers as Heroku does. `signature: null` leaves the header out. */
export function deliver(
  service: Pick<TestService, "url">,
  path: string,
  event: unknown,
  options: { secret?: string; signature?: string | null } = {},
): Promise<Response> {
  const body = typeof event === "string" ? event : JSON.stringify(event);
  const signature =
    options.signature === undefined
      ? createHmac("sha256", options.secret ?? "whsec-test")
          .update(body)
          .digest("base64")
      : options.signature;
  return fetch(`${service.url}/heroku/webhooks${path}`, {
    method: "POST",
    headers: {
      "content-type": "application/json",
      ...(signature === null ? {} : { "heroku-webhook-hmac-sha256": signature }),
    },
    body,
  });
}
