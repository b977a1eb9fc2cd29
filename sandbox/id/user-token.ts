import { createHash } from "node:crypto";
import { toIsoSeconds } from "../clock.ts";
import type { SandboxContext } from "../context.ts";
import { HerokuError, unauthorized } from "../http/heroku-error.ts";
import { newApiToken } from "../ids.ts";
import { isSame } from "../platform/authenticate.ts";
import { getUser } from "../platform/find.ts";
import { createAuthorization } from "../platform/oauth-authorizations.ts";
import type { AuthorizationRow, UserGrantRow } from "../rows/account.ts";

/**
 * The token answer to an OAuth client. Access tokens last as long as a partner's; a refresh token lasts until the user
 * revokes the authorization.
 * Source: Dev Center "OAuth", Token exchange and Token refresh
 *
 * @throws HerokuError 401 for a code or token that is not good, 400 for an unknown grant type
 */
export function userToken(ctx: SandboxContext, word: (name: string) => string): Record<string, unknown> {
  switch (word("grant_type")) {
    case "authorization_code":
      return tokenJson(ctx, exchange(ctx, word("code"), word("code_verifier")));
    case "refresh_token":
      return tokenJson(ctx, refresh(ctx, word("refresh_token")));
    default:
      throw new HerokuError(400, "bad_request", "grant_type must be authorization_code or refresh_token.");
  }
}

function exchange(ctx: SandboxContext, code: string, verifier: string): AuthorizationRow {
  const grant = ctx.state.userGrants.find((row) => isSame(row.code, code));
  if (!grant || grant.usedAt !== null || Date.parse(grant.expiresAt) <= ctx.clock.now()) {
    throw unauthorized("Authorization code is invalid, expired or already used.");
  }
  grant.usedAt = toIsoSeconds(ctx.clock.now());
  ctx.save();
  if (!isVerified(grant, verifier)) throw unauthorized("code_verifier does not fit the code_challenge.");
  const { oauthClient, accessTokenSeconds } = ctx.settings;
  return createAuthorization(ctx, getUser(ctx, grant.userId), {
    description: oauthClient.name,
    scope: grant.scope,
    expiresInSeconds: accessTokenSeconds,
    clientId: oauthClient.id,
  });
}

/** Without a challenge there is nothing to verify; with one, the verifier is a must. */
function isVerified({ challenge }: UserGrantRow, verifier: string): boolean {
  if (challenge === null) return true;
  const derived = challenge.method === "plain" ? verifier : createHash("sha256").update(verifier).digest("base64url");
  return isSame(challenge.value, derived);
}

function refresh(ctx: SandboxContext, refreshToken: string): AuthorizationRow {
  const row = ctx.state.authorizations.find((each) => each.refreshToken && isSame(each.refreshToken, refreshToken));
  if (!row) throw unauthorized("Refresh token is invalid.");
  if (ctx.settings.rotateRefreshTokens) row.refreshToken = newApiToken();
  row.accessToken = newApiToken();
  row.expiresAt = new Date(ctx.clock.now() + ctx.settings.accessTokenSeconds * 1000).toISOString();
  ctx.save();
  return row;
}

function tokenJson(ctx: SandboxContext, row: AuthorizationRow): Record<string, unknown> {
  return {
    access_token: row.accessToken,
    refresh_token: row.refreshToken,
    expires_in: ctx.settings.accessTokenSeconds,
    token_type: "Bearer",
    user_id: row.userId,
    session_nonce: null,
  };
}
