import { createHash } from "node:crypto";
import { afterEach, beforeEach, expect, test } from "vitest";
import type { Sandbox, SandboxOptions } from "../../sandbox/index.ts";
import { askToken, callApi, newTestClock, openTestSandbox } from "./support/sandbox.ts";
import { type Double, startPartner } from "./support/servers.ts";

const client = { id: "client-for-tests", secret: "oauth-secret-for-tests" };
const verifier = "a-verifier-of-forty-three-characters-at-least-00";
const challenge = createHash("sha256").update(verifier).digest("base64url");

let partner: Double;
let sandbox: Sandbox;
let clock: ReturnType<typeof newTestClock>;

async function open(settings: SandboxOptions["settings"] = {}): Promise<void> {
  clock = newTestClock();
  sandbox = await openTestSandbox(partner.url, { clock, settings: { oauthClient: client, ...settings } });
  sandbox.createEnterpriseAccount("harbor-enterprise", "dana@example.com", ["view", "manage"]);
}

beforeEach(async () => {
  partner = await startPartner();
  await open();
});
afterEach(async () => {
  await sandbox.close();
  await partner.close();
});

const asked = { client_id: client.id, response_type: "code", scope: "global", state: "st-1" };
const ask = (params: Record<string, string>) =>
  fetch(`${sandbox.url}/oauth/authorize?${new URLSearchParams(params)}`, { redirect: "manual" });

/** What the browser posts, and where Heroku sends it then. */
async function decide(params: Record<string, string>): Promise<URL> {
  const response = await fetch(`${sandbox.url}/oauth/authorize`, {
    method: "POST",
    redirect: "manual",
    body: new URLSearchParams({ ...asked, user: "dana@example.com", ...params }),
  });
  expect(response.status).toBe(303);
  return new URL(response.headers.get("location") ?? "");
}
const exchange = (code: string, more: Record<string, string> = {}) =>
  askToken(sandbox, { grant_type: "authorization_code", code, client_secret: client.secret, ...more });
async function connect(params: Record<string, string> = {}) {
  const location = await decide({ decision: "allow", ...params });
  return exchange(location.searchParams.get("code") ?? "");
}

test("the page asks in words, with both buttons, and runs no script", async () => {
  const response = await ask(asked);
  const html = await response.text();
  expect(response.status).toBe(200);
  expect(html).toContain("<code>global</code>");
  expect(html).toContain("dana@example.com");
  expect(html).toMatch(/value="allow"[\s\S]*value="deny"/);
  expect(html).not.toContain("<script");
  expect(await (await ask({ ...asked, state: '"><b>' })).text()).not.toContain("<b>");
});

test("Allow brings the browser to the registered callback with code and state, and the code a user's token", async () => {
  const location = await decide({ decision: "allow" });
  expect(location.origin + location.pathname).toBe(`${partner.url}/oauth/callback`);
  expect(sandbox.callbackUrl).toBe(`${partner.url}/oauth/callback`);
  expect(location.searchParams.get("state")).toBe("st-1");
  const { status, body } = await exchange(location.searchParams.get("code") ?? "");
  expect(status).toBe(200);
  expect(body).toMatchObject({
    token_type: "Bearer",
    expires_in: 28_799,
    access_token: expect.stringMatching(/^HRKU-/),
  });
  const account = await callApi(sandbox, body.access_token, "GET", "/account");
  expect(account.body).toMatchObject({ email: "dana@example.com" });
  expect((await exchange(location.searchParams.get("code") ?? "")).status).toBe(401);
});

test("Deny comes back as access_denied, with the state", async () => {
  const location = await decide({ decision: "deny" });
  expect(Object.fromEntries(location.searchParams)).toEqual({ error: "access_denied", state: "st-1" });
});

test("an unknown client or a foreign callback is told the person, never redirected", async () => {
  for (const wrong of [{ client_id: "somebody-else" }, { redirect_uri: "https://elsewhere.example/" }]) {
    const response = await ask({ ...asked, ...wrong });
    expect(response.status).toBe(400);
    expect(response.headers.get("location")).toBeNull();
  }
  const response = await ask({ ...asked, scope: "everything" });
  expect(new URL(response.headers.get("location") ?? "").searchParams.get("error")).toBe("invalid_scope");
});

test("a challenge is held against the verifier, and a wrong one spends the code", async () => {
  const pkce = { decision: "allow", code_challenge: challenge, code_challenge_method: "S256" };
  const good = (await decide(pkce)).searchParams.get("code") ?? "";
  expect((await exchange(good, { code_verifier: verifier })).status).toBe(200);
  const other = (await decide(pkce)).searchParams.get("code") ?? "";
  expect((await exchange(other)).status).toBe(401);
  expect((await exchange(other, { code_verifier: verifier })).status).toBe(401);
});

test("a code ends after five minutes, and a wrong client secret opens nothing", async () => {
  const code = (await decide({ decision: "allow" })).searchParams.get("code") ?? "";
  expect((await exchange(code, { client_secret: "wrong" })).status).toBe(401);
  expect((await exchange(code, { client_secret: sandbox.clientSecret })).status).toBe(401);
  clock.advance(300_000);
  expect((await exchange(code)).status).toBe(401);
});

test("a refresh brings a new access token and voids the old; revoking ends both", async () => {
  const first = (await connect()).body;
  const refresh = (token: string) =>
    askToken(sandbox, { grant_type: "refresh_token", refresh_token: token, client_secret: client.secret });
  clock.advance(28_799_000);
  expect((await callApi(sandbox, first.access_token, "GET", "/account")).status).toBe(401);
  const second = (await refresh(first.refresh_token)).body;
  expect((await callApi(sandbox, second.access_token, "GET", "/account")).status).toBe(200);
  const list = await callApi(sandbox, second.access_token, "GET", "/oauth/authorizations");
  const [{ id }] = list.body as [{ id: string }];
  const gone = await callApi(sandbox, second.access_token, "DELETE", `/oauth/authorizations/${id}`);
  expect(gone.status).toBe(200);
  expect((await callApi(sandbox, second.access_token, "GET", "/account")).status).toBe(401);
  expect((await refresh(second.refresh_token)).status).toBe(401);
});

test("a token made as the command line makes it has the asked scope, and ends when asked", async () => {
  const key = sandbox.createUser("dana@example.com").apiKey;
  const body = { description: "for tests", scope: ["read"], expires_in: "60" };
  const made = await callApi(sandbox, key, "POST", "/oauth/authorizations", body);
  expect(made).toMatchObject({ status: 201, body: { description: "for tests", scope: ["read"] } });
  const { token } = (made.body as { access_token: { token: string } }).access_token;
  expect(token).toMatch(/^HRKU-/);
  expect((await callApi(sandbox, token, "GET", "/apps")).status).toBe(200);
  expect((await callApi(sandbox, token, "GET", "/account")).status).toBe(403);
  expect((await callApi(sandbox, token, "POST", "/apps", { name: "not-mine" })).status).toBe(403);
  clock.advance(60_000);
  expect((await callApi(sandbox, token, "GET", "/apps")).status).toBe(401);
  const wrong = await callApi(sandbox, key, "POST", "/oauth/authorizations", { scope: ["everything"] });
  expect(wrong.status).toBe(422);
});

test("the audit trail opens to global, to read by a setting alone, and says which it takes", async () => {
  const path = "/enterprise-accounts/harbor-enterprise/events";
  const read = sandbox.authorize("dana@example.com", { scope: ["read"] }).accessToken;
  const refused = await callApi(sandbox, read, "GET", path);
  expect(refused).toMatchObject({ status: 403, body: { id: "forbidden" } });
  expect(refused.headers.get("oauth-scope")).toBe("read");
  expect(refused.headers.get("oauth-scope-accepted")).toBe("global");
  expect((await callApi(sandbox, sandbox.authorize("dana@example.com").accessToken, "GET", path)).status).toBe(200);
  await sandbox.close();
  await open({ audit: { readScopes: ["read"] } });
  const again = sandbox.authorize("dana@example.com", { scope: ["read"] }).accessToken;
  expect((await callApi(sandbox, again, "GET", path)).status).toBe(200);
});
