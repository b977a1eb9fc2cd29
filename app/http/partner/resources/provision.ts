import type { RequestHandler } from "express";
import { z } from "zod";
import type { Services } from "../../../context.ts";
import { provision } from "../../../domain/resources/provision.ts";
import { readBody } from "../read-body.ts";

const text = z.string().max(500);

/**
 * Members beyond these are tolerated, as Heroku asks. `log_drain_token` is `d.<uuid>`, or bare hex from kensa; an
 * `oauth_grant` that is missing, null or without a code means no Heroku API for this resource, not a refusal.
 */
const bodySchema = z.object({
  uuid: z.guid().transform((uuid) => uuid.toLowerCase()),
  plan: text.min(1),
  name: text.nullish(),
  region: text.nullish(),
  callback_url: z.string().max(2_000).nullish(),
  options: z.record(z.string(), z.coerce.string()).nullish(),
  log_drain_token: text.regex(/^[\w.-]{8,200}$/).nullish(),
  oauth_grant: z
    .object({ code: text.min(1), expires_at: z.coerce.date().nullish().catch(null) })
    .nullish()
    .catch(null),
});

/** A grant without a readable expiry still lives five minutes. Source: Dev Center "Add-on Partner API Reference". */
const GRANT_MS = 5 * 60_000;

/** `POST /heroku/resources` */
export function provisionHandler(services: Services): RequestHandler {
  return async (req, res) => {
    const body = readBody(bodySchema, req);
    const answer = await provision(services, {
      uuid: body.uuid,
      name: body.name ?? body.uuid,
      plan: body.plan,
      region: body.region ?? "unknown",
      callbackUrl: body.callback_url ?? null,
      options: body.options ?? {},
      logDrainToken: body.log_drain_token ?? null,
      grant: body.oauth_grant
        ? {
            code: body.oauth_grant.code,
            expiresAt: body.oauth_grant.expires_at ?? new Date(services.clock.now().getTime() + GRANT_MS),
          }
        : null,
    });
    res.status(answer.status).json(answer.body);
  };
}
