import { timingSafeEqual } from "node:crypto";
import type { RequestHandler, Response } from "express";
import type { SandboxContext } from "../context.ts";
import { forbidden, HerokuError, unauthorized } from "../http/heroku-error.ts";
import type { AuthorizationRow, UserRow } from "../rows/account.ts";
import type { ResourceRow } from "../rows/addon.ts";
import { defaultOwnerApiKey, shortApiKey } from "./default-owner.ts";
import { acceptedScopes } from "./scopes.ts";

/** Who calls: a user, or the partner with one resource's token. */
export type Principal =
  | { kind: "user"; user: UserRow; scope: readonly string[]; authorization: AuthorizationRow | null }
  | { kind: "partner"; resource: ResourceRow };

/**
 * Bearer token to principal, the rate limit, and the headers every Platform API answer carries.
 * Source: Dev Center "Platform API Reference"; recorded headers in JupiterOne/graph-heroku
 */
export function authenticate(ctx: SandboxContext): RequestHandler {
  return (req, res, next) => {
    const accept = req.get("accept") ?? "";
    if (!/application\/vnd\.heroku\+json;\s*version=3/.test(accept)) {
      throw new HerokuError(406, "not_acceptable", "Please specify a version along with Heroku's API MIME type.");
    }
    const principal = findPrincipal(ctx, req.get("authorization") ?? "");
    if (!principal) {
      res.set("WWW-Authenticate", 'Bearer realm="Heroku"');
      throw unauthorized();
    }
    res.locals.principal = principal;
    const account = accountOf(principal);
    const isFree = req.path === "/account/rate-limits";
    const isWithin = isFree || ctx.rateLimits.take(account);
    res.set("RateLimit-Remaining", String(ctx.rateLimits.remaining(account)));
    res.set("RateLimit-Multiplier", "1");
    const accepted = acceptedScopes(req.method, req.path, ctx.settings.audit.readScopes);
    const held = principal.kind === "user" ? principal.scope : ["write-protected"];
    res.set("OAuth-Scope", held.join(" "));
    res.set("OAuth-Scope-Accepted", accepted.join(" "));
    if (!isWithin) {
      const message = "Your account reached the API limit. Please wait a few minutes before making new requests";
      throw new HerokuError(429, "rate_limit", message);
    }
    // What a partner's token opens is decided route by route, not by scope.
    if (principal.kind === "user" && !held.some((scope) => accepted.includes(scope))) {
      throw forbidden("The scope of this OAuth authorization doesn't allow access to this resource.");
    }
    next();
  };
}

export function principalOf(res: Response): Principal {
  return res.locals.principal as Principal;
}

/** The bucket's key: partners are limited per resource token here, users per account. */
export function accountOf(principal: Principal): string {
  return principal.kind === "user" ? principal.user.id : principal.resource.id;
}

/** Whom a change is put down to; the partner's own changes carry the add-on's synthetic address. */
export function actorOf(ctx: SandboxContext, principal: Principal): UserRow {
  if (principal.kind === "user") return principal.user;
  const { id, createdAt } = principal.resource;
  return { id, email: `${ctx.manifest.id}@addons.heroku.com`, name: null, apiKey: "", createdAt };
}

function findPrincipal(ctx: SandboxContext, header: string): Principal | null {
  const presented = /^Bearer (\S+)$/i.exec(header)?.[1];
  if (!presented) return null;
  const apiKey = presented === shortApiKey ? defaultOwnerApiKey : presented;
  const user = ctx.state.users.find((row) => isSame(row.apiKey, apiKey));
  if (user) return { kind: "user", user, scope: ["global"], authorization: null };
  const authorization = findAuthorization(ctx, presented);
  if (authorization) return authorization;
  const token = ctx.state.tokens.find((row) => isSame(row.accessToken, presented));
  if (!token || Date.parse(token.expiresAt) <= ctx.clock.now()) return null;
  const resource = ctx.state.resources.find((row) => row.id === token.resourceId);
  return resource && resource.state !== "deprovisioned" ? { kind: "partner", resource } : null;
}

function findAuthorization(ctx: SandboxContext, token: string): Principal | null {
  const row = ctx.state.authorizations.find((each) => isSame(each.accessToken, token));
  if (!row || (row.expiresAt !== null && Date.parse(row.expiresAt) <= ctx.clock.now())) return null;
  const user = ctx.state.users.find((each) => each.id === row.userId);
  return user ? { kind: "user", user, scope: row.scope, authorization: row } : null;
}

export function isSame(known: string, presented: string): boolean {
  const [a, b] = [Buffer.from(known), Buffer.from(presented)];
  return a.length > 0 && a.length === b.length && timingSafeEqual(a, b);
}
