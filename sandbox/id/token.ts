import { randomUUID } from "node:crypto";
import type { Router } from "express";
import { toIsoSeconds } from "../clock.ts";
import type { SandboxContext } from "../context.ts";
import { HerokuError, unauthorized } from "../http/heroku-error.ts";
import { newApiToken } from "../ids.ts";
import { isSame } from "../platform/authenticate.ts";
import type { TokenRow } from "../rows/addon.ts";
import { userToken } from "./user-token.ts";

/**
 * `POST /oauth/token` of id.heroku.com: grant code or refresh token, and a client secret, which tells whether a partner
 * asks for a resource's token or an OAuth client for a user's. Parameters are read from a form body, a JSON body or the query (heroku/sudo-sandwich sends the last).
 * Source: heroku/sudo-sandwich `app/services`; Dev Center "Platform API for Partners"
 */
export function addTokenRoutes(router: Router, ctx: SandboxContext): void {
  router.post("/oauth/token", (req, res) => {
    const params = { ...req.query, ...(req.body as object | undefined) } as Record<string, unknown>;
    const word = (name: string): string => (typeof params[name] === "string" ? params[name] : "");
    if (isSame(ctx.settings.oauthClient.secret, word("client_secret"))) return res.json(userToken(ctx, word));
    if (!isSame(ctx.state.clientSecret, word("client_secret"))) throw unauthorized("Invalid client credentials.");
    switch (word("grant_type")) {
      case "authorization_code":
        return res.json(tokenJson(ctx, exchangeGrant(ctx, word("code"))));
      case "refresh_token":
        return res.json(tokenJson(ctx, refresh(ctx, word("refresh_token"))));
      default:
        throw new HerokuError(400, "bad_request", "grant_type must be authorization_code or refresh_token.");
    }
  });
}

/** A grant is exchanged once, within five minutes. */
function exchangeGrant(ctx: SandboxContext, code: string): TokenRow {
  const grant = ctx.state.grants.find((row) => isSame(row.code, code));
  if (!grant || grant.usedAt !== null || Date.parse(grant.expiresAt) <= ctx.clock.now()) {
    throw unauthorized("Authorization code is invalid, expired or already used.");
  }
  grant.usedAt = toIsoSeconds(ctx.clock.now());
  const token: TokenRow = { accessToken: "", refreshToken: newApiToken(), resourceId: grant.resourceId, expiresAt: "" };
  ctx.state.tokens.push(token);
  return renew(ctx, token);
}

function refresh(ctx: SandboxContext, refreshToken: string): TokenRow {
  const token = ctx.state.tokens.find((row) => isSame(row.refreshToken, refreshToken));
  if (!token) throw unauthorized("Refresh token is invalid.");
  if (ctx.settings.rotateRefreshTokens) token.refreshToken = newApiToken();
  return renew(ctx, token);
}

/** Only the newest access token of a pair is good. */
function renew(ctx: SandboxContext, token: TokenRow): TokenRow {
  token.accessToken = newApiToken();
  token.expiresAt = new Date(ctx.clock.now() + ctx.settings.accessTokenSeconds * 1000).toISOString();
  ctx.save();
  return token;
}

/** "Reset" of the client secret in the Partner Portal: every access token dies at once, refresh tokens live on. */
export function resetClientSecret(ctx: SandboxContext, clientSecret: string): void {
  ctx.state.clientSecret = clientSecret;
  expireAccessTokens(ctx);
}

export function expireAccessTokens(ctx: SandboxContext, resourceId?: string): void {
  for (const token of ctx.state.tokens) {
    if (resourceId === undefined || token.resourceId === resourceId) token.expiresAt = new Date(0).toISOString();
  }
  ctx.save();
}

function tokenJson(ctx: SandboxContext, token: TokenRow): Record<string, unknown> {
  return {
    access_token: token.accessToken,
    refresh_token: token.refreshToken,
    expires_in: ctx.settings.accessTokenSeconds,
    token_type: "Bearer",
    user_id: ctx.state.resources.find((row) => row.id === token.resourceId)?.userId ?? randomUUID(),
    session_nonce: null,
  };
}
