import type { RequestHandler } from "express";
import type { Services } from "../../context.ts";
import { receiveWebhook } from "../../domain/webhooks/receive-webhook.ts";

/** `POST /heroku/webhooks` and `/heroku/webhooks/:resourceId`; the body is the raw bytes, because those are signed. */
export function webhooksHandler(services: Services): RequestHandler {
  return async (req, res) => {
    await receiveWebhook(services, {
      resourceId: typeof req.params.resourceId === "string" ? req.params.resourceId : null,
      signature: req.get("heroku-webhook-hmac-sha256") ?? null,
      rawBody: Buffer.isBuffer(req.body) ? req.body : Buffer.alloc(0),
    });
    res.status(204).end();
  };
}
