import { z } from "zod";
import { toHerokuError } from "./heroku-error.ts";
import type { SafeFetch } from "./safe-fetch.ts";

export interface TokenAnswer {
  accessToken: string;
  refreshToken: string;
  /** Seconds from now; about eight hours. */
  expiresInSeconds: number;
}

/** The partner's token endpoint: no client id, no redirect URI, the client secret alone. Source: heroku/sudo-sandwich. */
export interface HerokuOauth {
  /** @throws HerokuError; a grant is good for one exchange within five minutes */
  exchangeGrant(code: string): Promise<TokenAnswer>;
  /** The answer may bring a new refresh token: store what comes back, which is the old one where it brings none. */
  refresh(refreshToken: string): Promise<TokenAnswer>;
}

const tokenSchema = z.object({
  access_token: z.string().min(1),
  refresh_token: z.string().min(1).nullish(),
  expires_in: z.number().int().positive(),
});

export function createHerokuOauth(fetch: SafeFetch, options: { idUrl: string; clientSecret: string }): HerokuOauth {
  const call = async (parameters: Record<string, string>): Promise<TokenAnswer> => {
    const response = await fetch(`${options.idUrl}/oauth/token`, {
      method: "POST",
      headers: { "content-type": "application/x-www-form-urlencoded", accept: "application/json" },
      body: new URLSearchParams({ ...parameters, client_secret: options.clientSecret }).toString(),
    });
    if (response.status !== 200) throw toHerokuError(response.status, response.text, "POST /oauth/token");
    const token = tokenSchema.parse(JSON.parse(response.text));
    const refreshToken = token.refresh_token ?? parameters.refresh_token;
    if (refreshToken === undefined) throw new Error("Heroku's answer to a grant has no refresh token");
    return { accessToken: token.access_token, refreshToken, expiresInSeconds: token.expires_in };
  };
  return {
    exchangeGrant: (code) => call({ grant_type: "authorization_code", code }),
    refresh: (refreshToken) => call({ grant_type: "refresh_token", refresh_token: refreshToken }),
  };
}
