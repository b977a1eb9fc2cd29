import { afterEach, beforeEach, expect, test } from "vitest";
import type { Sandbox } from "../../sandbox/index.ts";
import { askToken, callApi, newTestClock, openTestSandbox } from "./support/sandbox.ts";
import { type Double, startPartner } from "./support/servers.ts";

let partner: Double;
let sandbox: Sandbox;
let clock: ReturnType<typeof newTestClock>;
let uuid: string;
let code: string;

beforeEach(async () => {
  partner = await startPartner();
  clock = newTestClock();
  sandbox = await openTestSandbox(partner.url, { clock });
  uuid = (await sandbox.provision("harbor-quay")).resource.id;
  code = (JSON.parse(String(partner.received[0]?.body)) as { oauth_grant: { code: string } }).oauth_grant.code;
});
afterEach(async () => {
  await sandbox.close();
  await partner.close();
});

const exchange = () =>
  askToken(sandbox, { grant_type: "authorization_code", code, client_secret: sandbox.clientSecret });
const refresh = (refreshToken: string, secret = sandbox.clientSecret) =>
  askToken(sandbox, { grant_type: "refresh_token", refresh_token: refreshToken, client_secret: secret });

test("a grant is exchanged for a token of its one resource", async () => {
  const { status, body } = await exchange();
  expect(status).toBe(200);
  expect(body).toMatchObject({ expires_in: 28_799, token_type: "Bearer", session_nonce: null });
  const addons = await callApi(sandbox, body.access_token, "GET", "/addons");
  expect(addons.body).toMatchObject([{ id: uuid, state: "provisioned" }]);
});

test("parameters are read from the query too", async () => {
  const query = new URLSearchParams({ grant_type: "authorization_code", code, client_secret: sandbox.clientSecret });
  const response = await fetch(`${sandbox.url}/oauth/token?${query}`, { method: "POST" });
  expect(response.status).toBe(200);
});

test("a grant works once", async () => {
  await exchange();
  expect(await exchange()).toMatchObject({ status: 401, body: { id: "unauthorized", message: expect.any(String) } });
});

test("a grant is good for five minutes, not longer", async () => {
  clock.advance(300_000);
  expect((await exchange()).status).toBe(401);
});

test("a wrong client secret is refused and does not use up the grant", async () => {
  const wrong = await askToken(sandbox, { grant_type: "authorization_code", code, client_secret: "wrong" });
  expect(wrong.status).toBe(401);
  expect((await exchange()).status).toBe(200);
});

test("a refresh voids the old access token and rotates the refresh token", async () => {
  const first = (await exchange()).body;
  const second = (await refresh(first.refresh_token)).body;
  expect((await callApi(sandbox, first.access_token, "GET", "/addons")).status).toBe(401);
  expect((await callApi(sandbox, second.access_token, "GET", "/addons")).status).toBe(200);
  expect(second.refresh_token).not.toBe(first.refresh_token);
  expect((await refresh(first.refresh_token)).status).toBe(401);
  expect((await refresh(second.refresh_token)).status).toBe(200);
});

test("an access token ends after its time", async () => {
  const { access_token } = (await exchange()).body;
  clock.advance(28_799_000);
  const answer = await callApi(sandbox, access_token, "GET", "/addons");
  expect(answer).toMatchObject({ status: 401, body: { id: "unauthorized", message: "Invalid credentials provided." } });
});

test("a reset of the client secret ends every access token; the refresh token works with the new secret", async () => {
  const { access_token, refresh_token } = (await exchange()).body;
  const oldSecret = sandbox.clientSecret;
  const newSecret = sandbox.resetClientSecret();
  expect((await callApi(sandbox, access_token, "GET", "/addons")).status).toBe(401);
  expect((await refresh(refresh_token, oldSecret)).status).toBe(401);
  expect((await refresh(refresh_token, newSecret)).status).toBe(200);
});

test("a removed resource's tokens open nothing", async () => {
  const { access_token, refresh_token } = (await exchange()).body;
  await sandbox.deprovision(uuid);
  expect((await callApi(sandbox, access_token, "GET", `/addons/${uuid}`)).status).toBe(401);
  expect((await refresh(refresh_token)).status).toBe(401);
});
