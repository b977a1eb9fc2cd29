import { z } from "zod";
import { HerokuAwayError, toHerokuError } from "./heroku-error.ts";
import type { SafeFetch } from "./safe-fetch.ts";

export interface UserTokens {
  accessToken: string;
  /** Null: the one we have stays good. */
  refreshToken: string | null;
  /** Null: it does not end by itself. */
  expiresInSeconds: number | null;
  userId: string | null;
}

/**
 * "Connect with Heroku": OAuth of a user for our registered client, with PKCE.
 * Source: Dev Center "OAuth", Web application authorization
 */
export interface HerokuUserOauth {
  /** Where the browser is sent. Heroku sends it back to the callback that is registered for the client. */
  authorizeUrl(wish: { state: string; challenge: string; scope: string }): string;
  /** @throws HerokuError; a code is good once, for five minutes */
  exchange(code: string, verifier: string): Promise<UserTokens>;
  refresh(refreshToken: string): Promise<UserTokens>;
  /**
   * Gives up the authorization behind an access token at Heroku.
   * @returns false when Heroku does not list it among the user's: it was given up already
   * @throws HerokuError, also where the token's scope does not open the calls; HerokuAwayError
   */
  revoke(accessToken: string): Promise<boolean>;
}

const tokensSchema = z.object({
  access_token: z.string().min(1),
  refresh_token: z.string().min(1).nullish(),
  expires_in: z.number().int().positive().nullish(),
  user_id: z.string().nullish(),
});

const authorizationsSchema = z.array(
  z.object({ id: z.string(), access_token: z.object({ token: z.string() }).nullish() }),
);

export function createHerokuUserOauth(
  fetch: SafeFetch,
  options: { apiUrl: string; idUrl: string; clientId: string; clientSecret: string },
): HerokuUserOauth {
  const call = async (parameters: Record<string, string>): Promise<UserTokens> => {
    const response = await fetch(`${options.idUrl}/oauth/token`, {
      method: "POST",
      headers: { "content-type": "application/x-www-form-urlencoded", accept: "application/json" },
      body: new URLSearchParams({ ...parameters, client_secret: options.clientSecret }).toString(),
    });
    if (response.status !== 200) throw toHerokuError(response.status, response.text, "POST /oauth/token");
    const tokens = readSecretly(tokensSchema, response.text, "POST /oauth/token");
    return {
      accessToken: tokens.access_token,
      refreshToken: tokens.refresh_token ?? null,
      expiresInSeconds: tokens.expires_in ?? null,
      userId: tokens.user_id ?? null,
    };
  };
  return {
    authorizeUrl({ state, challenge, scope }) {
      const query = new URLSearchParams({
        client_id: options.clientId,
        response_type: "code",
        scope,
        state,
        code_challenge: challenge,
        code_challenge_method: "S256",
      });
      return `${options.idUrl}/oauth/authorize?${query}`;
    },
    exchange: (code, verifier) => call({ grant_type: "authorization_code", code, code_verifier: verifier }),
    refresh: (refreshToken) => call({ grant_type: "refresh_token", refresh_token: refreshToken }),
    async revoke(accessToken) {
      const headers = {
        accept: "application/vnd.heroku+json; version=3",
        authorization: `Bearer ${accessToken}`,
        "user-agent": "Draintrail",
      };
      const listed = await fetch(`${options.apiUrl}/oauth/authorizations`, { headers });
      if (listed.status !== 200) throw toHerokuError(listed.status, listed.text, "GET /oauth/authorizations");
      const ours = readSecretly(authorizationsSchema, listed.text, "GET /oauth/authorizations").find(
        (each) => each.access_token?.token === accessToken,
      );
      if (!ours) return false;
      const path = `/oauth/authorizations/${encodeURIComponent(ours.id)}`;
      const removed = await fetch(`${options.apiUrl}${path}`, { method: "DELETE", headers });
      if (removed.status === 404) return false; // by somebody else, just now
      if (removed.status !== 200) throw toHerokuError(removed.status, removed.text, "DELETE /oauth/authorizations/:id");
      return true;
    },
  };
}

/** What does not parse must not be told either: a parser's message quotes the text, and the text holds tokens. */
function readSecretly<T>(schema: z.ZodType<T>, text: string, call: string): T {
  try {
    return schema.parse(JSON.parse(text));
  } catch {
    throw new HerokuAwayError(new Error(`${call}: the answer is not the documented one`));
  }
}
