import type { Request, RequestHandler, Response } from "express";
import type { Actor, Ctx, Services } from "../../context.ts";
import { mayChange } from "../../domain/admins/may-change.ts";
import { Fault } from "../../errors.ts";
import { isTokenShaped } from "../../lib/api-token.ts";
import { sha256Hex } from "../../lib/secrets.ts";
import * as adminLists from "../../stores/postgres/admin-lists.ts";
import * as apiTokens from "../../stores/postgres/api-tokens.ts";
import * as endedSessions from "../../stores/postgres/ended-sessions.ts";
import * as resources from "../../stores/postgres/resources.ts";
import { readSession, SESSION_COOKIE } from "./session.ts";

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

/** Whether who was let in may still look; for an answer that goes on for hours. */
export async function isStillLetIn({ stores, clock, resourceId, actor }: Ctx): Promise<boolean> {
  const resource = await resources.find(stores.pg, resourceId);
  if (!resource || resource.state === "deprovisioned") return false;
  return actor.kind === "token"
    ? apiTokens.isLive(stores.pg, resourceId, actor.tokenId, clock.now())
    : !(await endedSessions.has(stores.pg, resourceId, actor.sessionId));
}

async function authenticate({ stores, clock }: Services, req: Request): Promise<{ resourceId: string; actor: Actor }> {
  const bearer = /^Bearer (.+)$/i.exec(req.get("authorization") ?? "")?.[1];
  if (bearer !== undefined) {
    // A look-alike or a token with a slip of the hand costs no look-up.
    if (!isTokenShaped(bearer)) throw new Fault("auth.bad_token", { detail: "not shaped like a token" });
    const token = await apiTokens.findLive(stores.pg, sha256Hex(bearer), clock.now());
    if (!token) throw new Fault("auth.bad_token");
    return {
      resourceId: token.resource_id,
      actor: {
        kind: "token",
        tokenId: token.id,
        prefix: token.prefix,
        scopes: token.scopes,
        endsAt: token.expires_at,
      },
    };
  }
  const session = readSession(req, clock.now());
  if (!session) throw new Fault(req.get("cookie")?.includes(SESSION_COOKIE) ? "auth.session_ended" : "auth.missing");
  // A session outlives nothing: on every request the resource is asked, whether its person ended it, and what they may.
  const [resource, hasEnded, admins] = await Promise.all([
    resources.find(stores.pg, session.resourceId),
    endedSessions.has(stores.pg, session.resourceId, session.id),
    adminLists.find(stores.pg, session.resourceId),
  ]);
  if (!resource || resource.state === "deprovisioned" || hasEnded) throw new Fault("auth.session_ended");
  requireLoadedResource(req, resource.id);
  return {
    resourceId: resource.id,
    actor: {
      kind: "session",
      sessionId: session.id,
      userId: session.userId,
      email: session.email,
      isEmailVerified: session.isEmailVerified,
      mayChange: mayChange(admins, session.email, session.isEmailVerified),
      endsAt: session.endsAt,
    },
  };
}

/**
 * A browser has one session, and its newest dashboard owns it. A page says for which resource it was loaded, in a
 * header or, where it cannot set one (server-sent events), in the query; with another resource's session by now it is
 * told so, rather than shown or allowed to change the other's things. Programs with a token need not say anything.
 */
function requireLoadedResource(req: Request, resourceId: string): void {
  const loadedFor = req.get("x-draintrail-resource") ?? req.query.resource;
  if (loadedFor !== undefined && loadedFor !== resourceId)
    throw new Fault("session.other_resource", { detail: `the session is ${resourceId}'s now` });
}
