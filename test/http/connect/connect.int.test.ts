import { randomBytes } from "node:crypto";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import type { AuditAccountsAnswer, AuditSource } from "../../../app/contract/audit.ts";
import { pollSource } from "../../../app/domain/audit/poll-source.ts";
import { pruneControlPlane } from "../../../app/domain/ledger/prune-control-plane.ts";
import { rotateKeys } from "../../../app/domain/secrets/rotate-keys.ts";
import { createSecretBox } from "../../../app/lib/secrets.ts";
import { callApi } from "../../support/api.ts";
import { type AuditWorld, makeAccount, makeEnterprise, startAuditWorld } from "../../support/audit.ts";
import { allow, connect, locationOf, openPath } from "../../support/connect.ts";
import { cookiesOf, postSso, signIn, ssoForm } from "../../support/sso.ts";

const HOUR = 3_600_000;
let world: AuditWorld;
beforeAll(async () => {
  world = await startAuditWorld();
});
afterAll(() => world.stop());
beforeEach(() => {
  world.sandbox.behave();
  world.clock.set(new Date());
});

const open = (path: string, cookie?: string) => openPath(world, path, cookie);
const connected = (scope?: string) => connect(world, scope);

describe("Connect with Heroku", () => {
  it("sends the browser to Heroku for reading alone, with a state and a challenge, and nothing secret", async () => {
    const { resourceId } = await makeEnterprise(world);
    const away = await open("/audit/connect", await signIn(world.service, resourceId));
    expect(away.status).toBe(303);
    const url = new URL(locationOf(away));
    expect(url.origin + url.pathname).toBe(`${world.sandbox.url}/oauth/authorize`);
    expect(Object.fromEntries(url.searchParams)).toEqual({
      client_id: world.service.config.herokuOauth?.clientId,
      response_type: "code",
      scope: "identity read",
      state: expect.stringMatching(/^[\w-]{43}$/),
      code_challenge: expect.stringMatching(/^[\w-]{43}$/),
      code_challenge_method: "S256",
    });
    const row = await world.service.services.stores.pg("audit_connections").where({ resource_id: resourceId }).first();
    expect(JSON.stringify(row)).not.toContain(url.searchParams.get("state"));
  });

  it("asks for more on request, but never to write", async () => {
    const { resourceId } = await makeEnterprise(world);
    const cookie = await signIn(world.service, resourceId);
    const scope = async (asked: string) =>
      new URL(locationOf(await open(`/audit/connect?scope=${asked}`, cookie))).searchParams.get("scope");
    expect(await scope("global")).toBe("global");
    expect(await scope("read-protected,write,bogus")).toBe("read-protected");
    expect(await scope("write")).toBe("identity read");
  });

  it("comes back with a connection that sees the user's accounts, and becomes a source", async () => {
    const one = await connected();
    expect(one.end.status).toBe(303);
    const caller = { token: one.adminToken };
    const { status, body } = await callApi<AuditAccountsAnswer>(
      world.service,
      caller,
      "GET",
      `/audit/accounts?connection=${one.id}`,
    );
    expect(status).toBe(200);
    const { id, name } = one.account;
    expect(body.data).toEqual([{ id, name, permissions: ["view", "manage"], has_manage: true, is_added: false }]);
    const added = await callApi<AuditSource>(world.service, caller, "POST", "/audit/sources", {
      body: { enterprise_account: id, connection_id: one.id },
    });
    expect(added.status).toBe(201);
    expect(added.body.credential).toMatchObject({
      kind: "oauth",
      fingerprint: null,
      heroku_user_id: one.account.userId,
    });
    const source = { resourceId: one.resourceId, sourceId: added.body.id };
    expect(await pollSource(world.service.services, source)).toMatchObject({ kind: "done" });
    // Used: a refresh token has one owner.
    const again = await callApi(world.service, caller, "GET", `/audit/accounts?connection=${one.id}`);
    expect([again.status, again.body.code]).toEqual([404, "audit.connection_not_found"]);
  });

  it("refreshes before the access token ends", async () => {
    const one = await connected();
    const caller = { token: one.adminToken };
    const { body } = await callApi<AuditSource>(world.service, caller, "POST", "/audit/sources", {
      body: { enterprise_account: one.account.id, connection_id: one.id },
    });
    const source = { resourceId: one.resourceId, sourceId: body.id };
    for (const _ of [1, 2, 3]) {
      world.clock.advance(8 * HOUR);
      expect(await pollSource(world.service.services, source)).toMatchObject({ kind: "done" });
    }
  });

  it("calls a source revoked when the user took the authorization back", async () => {
    const one = await connected();
    const { body } = await callApi<AuditSource>(world.service, { token: one.adminToken }, "POST", "/audit/sources", {
      body: { enterprise_account: one.account.id, connection_id: one.id },
    });
    const { stores, secrets } = world.service.services;
    const row = await stores.pg("audit_sources").where({ id: body.id }).first();
    world.sandbox.revoke(secrets.open(row.access_token_sealed, "audit_sources.access_token"));
    expect(await pollSource(world.service.services, { resourceId: one.resourceId, sourceId: body.id })).toEqual({
      kind: "trouble",
      code: "audit.token_refused",
    });
  });

  it("too narrow a scope is told with the ones that would do; the connection stays for another try", async () => {
    const one = await connected("read");
    const add = () =>
      callApi<{ code: string; accepted: string[] }>(
        world.service,
        { token: one.adminToken },
        "POST",
        "/audit/sources",
        {
          body: { enterprise_account: one.account.id, connection_id: one.id },
        },
      );
    for (const { status, body } of [await add(), await add()])
      expect([status, body.code, body.accepted]).toEqual([422, "audit.scope_too_narrow", ["global"]]);
  });
});

describe("the way back is refused", () => {
  const codeOf = (response: Response) =>
    new URL(locationOf(response), world.service.url).searchParams.get("connect_error");

  it("when it was used", async () => {
    const one = await connected();
    expect(codeOf(await open(one.back.pathname + one.back.search, one.cookie))).toBe("audit.connect_expired");
  });

  it("to another person, and to another resource", async () => {
    const mine = await makeEnterprise(world);
    const cookie = await signIn(world.service, mine.resourceId);
    const other = await makeEnterprise(world);
    const kim = cookiesOf(
      await postSso(world.service, ssoForm({ resourceId: mine.resourceId, email: "kim@example.com" })),
    );
    const account = makeAccount(world);
    const back = new URL(await allow(locationOf(await open("/audit/connect", cookie)), account.manager));
    for (const stranger of [kim, await signIn(world.service, other.resourceId)])
      expect(codeOf(await open(back.pathname + back.search, stranger))).toBe("audit.connect_expired");
    expect(locationOf(await open(back.pathname + back.search, cookie))).toMatch(/connection=/);
  });

  it("after an hour, and so is the connection", async () => {
    const one = await connected();
    world.clock.advance(HOUR + 1_000);
    const { status } = await callApi(
      world.service,
      { token: one.adminToken },
      "GET",
      `/audit/accounts?connection=${one.id}`,
    );
    expect(status).toBe(404);
    await pruneControlPlane(world.service.services);
    expect(await world.service.services.stores.pg("audit_connections").where({ id: one.id })).toEqual([]);
  });

  it("with a state we never gave, with a refusal of the user's, and with a code that is none", async () => {
    const { resourceId } = await makeEnterprise(world);
    const cookie = await signIn(world.service, resourceId);
    expect(codeOf(await open("/oauth/callback?state=invented&code=x", cookie))).toBe("audit.connect_expired");
    const state = async () => new URL(locationOf(await open("/audit/connect", cookie))).searchParams.get("state");
    expect(codeOf(await open(`/oauth/callback?state=${await state()}&error=access_denied`, cookie))).toBe(
      "audit.connect_denied",
    );
    expect(codeOf(await open(`/oauth/callback?state=${await state()}&code=bogus`, cookie))).toBe(
      "audit.connect_refused",
    );
    world.sandbox.misbehave({ kind: "answer", route: "POST /oauth/token", status: 503, times: 1 });
    expect(codeOf(await open(`/oauth/callback?state=${await state()}&code=x`, cookie))).toBe("audit.heroku_away");
  });

  it("without a session, as text a person can read", async () => {
    for (const path of ["/audit/connect", "/oauth/callback?state=x&code=y"]) {
      const response = await open(path);
      expect([response.status, response.headers.get("content-type")]).toEqual([
        401,
        expect.stringContaining("text/plain"),
      ]);
    }
  });
});

it("key rotation covers connections and sources; the source polls on with the new key alone", async () => {
  const pending = await connected();
  const used = await connected();
  const { body } = await callApi<AuditSource>(world.service, { token: used.adminToken }, "POST", "/audit/sources", {
    body: { enterprise_account: used.account.id, connection_id: used.id },
  });
  const { services } = world.service;
  const newKey = randomBytes(32);
  const both = createSecretBox([newKey, ...services.config.encryptionKeys]);
  const sum = await rotateKeys({ stores: services.stores, secrets: both, log: services.log });
  expect(sum).toMatchObject({ current: 0, unreadable: 0 });
  const rotated = { ...services, secrets: createSecretBox([newKey]) };
  world.clock.advance(8 * HOUR); // needs the refresh token as well
  const source = { resourceId: used.resourceId, sourceId: body.id };
  expect(await pollSource(rotated, source)).toMatchObject({ kind: "done" });
  const row = await services.stores.pg("audit_connections").where({ id: pending.id }).first();
  expect(rotated.secrets.open(row.access_token_sealed, "audit_connections.access_token")).toMatch(/\S/);
});
