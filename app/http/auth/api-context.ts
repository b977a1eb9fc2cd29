import type { Request, RequestHandler, Response } from "express";
import type { Actor, Ctx, Services } from "../../context.ts";
import { Fault } from "../../errors.ts";
import { sha256Hex } from "../../lib/secrets.ts";
import * as apiTokens from "../../stores/postgres/api-tokens.ts";
import * as resources from "../../stores/postgres/resources.ts";
import { readSession } from "./session.ts";

/** Lets a request in by bearer token or session, for one living resource, and leaves its Ctx for the handler. */
export function apiContext(services: Services): RequestHandler {
  return async (req, res, next) => {
    const { resourceId, actor } = await authenticate(services, req);
    const ctx: Ctx = { ...services, resourceId, actor };
    res.locals.ctx = ctx;
    next();
  };
}

export function ctxOf(res: Response): Ctx {
  return res.locals.ctx as Ctx;
}

async function authenticate({ stores, clock }: Services, req: Request): Promise<{ resourceId: string; actor: Actor }> {
  const bearer = /^Bearer (.+)$/i.exec(req.get("authorization") ?? "")?.[1];
  if (bearer !== undefined) {
    const token = await apiTokens.findLive(stores.pg, sha256Hex(bearer), clock.now());
    if (!token) throw new Fault("auth.bad_token");
    return {
      resourceId: token.resource_id,
      actor: { kind: "token", tokenId: token.id, prefix: token.prefix, scopes: token.scopes },
    };
  }
  const session = readSession(req);
  if (!session)
    throw new Fault(req.get("cookie")?.includes("draintrail_session") ? "auth.session_ended" : "auth.missing");
  // A session outlives nothing: the resource is asked on every request.
  const resource = await resources.find(stores.pg, session.resourceId);
  if (!resource || resource.state === "deprovisioned") throw new Fault("auth.session_ended");
  return {
    resourceId: resource.id,
    actor: {
      kind: "session",
      userId: session.userId,
      email: session.email,
      isEmailVerified: session.isEmailVerified,
    },
  };
}
