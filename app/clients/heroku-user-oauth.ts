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
  /** Gives up the authorization behind an access token at Heroku, where its scope allows that. */
  revoke(accessToken: string): Promise<void>;
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
    const tokens = readTokens(response.text);
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
      const ours = authorizationsSchema
        .parse(JSON.parse(listed.text))
        .find((each) => each.access_token?.token === accessToken);
      if (!ours) return;
      const path = `/oauth/authorizations/${encodeURIComponent(ours.id)}`;
      const removed = await fetch(`${options.apiUrl}${path}`, { method: "DELETE", headers });
      if (removed.status !== 200) throw toHerokuError(removed.status, removed.text, "DELETE /oauth/authorizations/:id");
    },
  };
}

/** What does not parse must not be told either: a parser's message quotes the text, and the text holds tokens. */
function readTokens(text: string): z.infer<typeof tokensSchema> {
  try {
    return tokensSchema.parse(JSON.parse(text));
  } catch {
    throw new HerokuAwayError(new Error("POST /oauth/token: not a token answer"));
  }
}
