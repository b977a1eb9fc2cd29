import type { Router } from "express";
import { z } from "zod";
import { isoSeconds } from "../clock.ts";
import type { SandboxContext } from "../context.ts";
import { invalid, notFound } from "../http/heroku-error.ts";
import { newApiToken, newUuid } from "../ids.ts";
import type { AuthorizationRow, UserRow } from "../rows/account.ts";
import { answerList } from "./answer-list.ts";
import { principalOf } from "./authenticate.ts";
import { param, refusePartner } from "./find.ts";

export const knownScopes = ["global", "identity", "read", "write", "read-protected", "write-protected"];

const createBody = z.object({
  description: z.string().nullish(),
  scope: z.array(z.enum(knownScopes)).min(1).default(["global"]),
  // `heroku authorizations:create --expires-in 600` sends the flag as text.
  expires_in: z.coerce.number().int().positive().nullish(),
});

export interface AuthorizationWish {
  description?: string | null | undefined;
  scope?: string[] | undefined;
  expiresInSeconds?: number | null | undefined;
  clientId?: string | undefined;
}

/** Gives a user a token of Heroku's present shape, `HRKU-...`; one for a client comes with a refresh token. */
export function createAuthorization(ctx: SandboxContext, user: UserRow, wish: AuthorizationWish): AuthorizationRow {
  const now = isoSeconds(ctx.clock);
  const seconds = wish.expiresInSeconds ?? null;
  const row: AuthorizationRow = {
    id: newUuid(),
    userId: user.id,
    description: wish.description ?? "Long-lived user authorization",
    scope: wish.scope ?? ["global"],
    clientId: wish.clientId ?? null,
    accessToken: newApiToken(),
    accessTokenId: newUuid(),
    expiresAt: seconds === null ? null : new Date(ctx.clock.now() + seconds * 1000).toISOString(),
    refreshToken: wish.clientId === undefined ? null : newApiToken(),
    createdAt: now,
    updatedAt: now,
  };
  ctx.state.authorizations.push(row);
  ctx.save();
  return row;
}

/** The tokens of a removed authorization are answered 401 from the next call on. */
export function revokeAuthorization(ctx: SandboxContext, row: AuthorizationRow): void {
  ctx.state.authorizations = ctx.state.authorizations.filter((each) => each !== row);
  ctx.save();
}

/**
 * What `heroku authorizations` and `authorizations:create` call, and how a service gives up a user's token.
 * Source: heroku/platform-api `schema.json`, `oauth-authorization`
 */
export function addOauthAuthorizationRoutes(router: Router, ctx: SandboxContext): void {
  const find = (user: UserRow, id: string): AuthorizationRow => {
    const row = ctx.state.authorizations.find((each) => each.id === id && each.userId === user.id);
    if (!row) throw notFound("authorization");
    return row;
  };
  router.get("/oauth/authorizations", (req, res) => {
    const principal = principalOf(res);
    refusePartner(principal);
    const rows = ctx.state.authorizations.filter((row) => row.userId === principal.user.id);
    answerList(
      req,
      res,
      rows.map((row) => authorizationJson(ctx, row)),
    );
  });
  router.post("/oauth/authorizations", (req, res) => {
    const principal = principalOf(res);
    refusePartner(principal);
    const body = createBody.safeParse(req.body ?? {});
    if (!body.success) throw invalid(z.prettifyError(body.error));
    const { description, scope, expires_in: expiresInSeconds } = body.data;
    const row = createAuthorization(ctx, principal.user, { description, scope, expiresInSeconds });
    res.status(201).json(authorizationJson(ctx, row));
  });
  router.get("/oauth/authorizations/:id", (req, res) => {
    const principal = principalOf(res);
    refusePartner(principal);
    res.json(authorizationJson(ctx, find(principal.user, param(req, "id"))));
  });
  router.delete("/oauth/authorizations/:id", (req, res) => {
    const principal = principalOf(res);
    refusePartner(principal);
    const row = find(principal.user, param(req, "id"));
    revokeAuthorization(ctx, row);
    res.json(authorizationJson(ctx, row));
  });
  router.post("/oauth/authorizations/:id/actions/regenerate-tokens", (req, res) => {
    const principal = principalOf(res);
    refusePartner(principal);
    const row = find(principal.user, param(req, "id"));
    row.accessToken = newApiToken();
    row.updatedAt = isoSeconds(ctx.clock);
    ctx.save();
    res.json(authorizationJson(ctx, row));
  });
}

function authorizationJson(ctx: SandboxContext, row: AuthorizationRow): Record<string, unknown> {
  const { oauthClient } = ctx.settings;
  const user = ctx.state.users.find((each) => each.id === row.userId);
  const secondsLeft = row.expiresAt && Math.round((Date.parse(row.expiresAt) - ctx.clock.now()) / 1000);
  return {
    id: row.id,
    description: row.description,
    scope: row.scope,
    access_token: { id: row.accessTokenId, token: row.accessToken, expires_in: secondsLeft },
    refresh_token:
      row.refreshToken === null ? null : { id: row.accessTokenId, token: row.refreshToken, expires_in: null },
    client: row.clientId === null ? null : { id: row.clientId, name: oauthClient.name, redirect_uri: callbackUrl(ctx) },
    grant: null,
    session: null,
    user: { id: row.userId, email: user?.email ?? "", full_name: user?.name ?? null },
    created_at: row.createdAt,
    updated_at: row.updatedAt,
  };
}

/** Where the client's users are sent back to: registered once, and here on the partner's origin. */
export function callbackUrl(ctx: SandboxContext): string {
  return new URL(ctx.settings.oauthClient.callbackPath, ctx.manifest.baseUrl).toString();
}
