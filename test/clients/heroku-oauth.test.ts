import { describe, expect, it } from "vitest";
import { createHerokuOauth } from "../../app/clients/heroku-oauth.ts";
import type { SafeFetch } from "../../app/clients/safe-fetch.ts";

const answering = (answer: Record<string, unknown>) => {
  const fetch = (async () => ({
    status: 200,
    headers: new Headers(),
    text: JSON.stringify({ access_token: "new-access", expires_in: 28_799, token_type: "Bearer", ...answer }),
  })) as unknown as SafeFetch;
  return createHerokuOauth(fetch, { idUrl: "https://id.heroku.com", clientSecret: "secret" });
};

describe("a refreshed access token", () => {
  it.each([{}, { refresh_token: null }])("keeps its refresh token where the answer brings none: %o", async (answer) => {
    expect(await answering(answer).refresh("old")).toEqual({
      accessToken: "new-access",
      refreshToken: "old",
      expiresInSeconds: 28_799,
    });
  });

  it("has the new one where it brings one", async () => {
    expect(await answering({ refresh_token: "new" }).refresh("old")).toMatchObject({ refreshToken: "new" });
  });
});

it("a grant's answer must bring one", async () => {
  await expect(answering({}).exchangeGrant("code")).rejects.toThrow("no refresh token");
});
