import { afterAll, beforeAll, expect, it } from "vitest";
import type { AuditSource } from "../../../../app/contract/audit.ts";
import { sha256Hex } from "../../../../app/lib/secrets.ts";
import { callApi } from "../../../support/api.ts";
import { type AuditWorld, makeAccount, makeEnterprise, startAuditWorld } from "../../../support/audit.ts";
import { signIn } from "../../../support/sso.ts";

let world: AuditWorld;
beforeAll(async () => {
  world = await startAuditWorld();
});
afterAll(() => world.stop());

it("opts an account in by name, and answers all that is known of it but the token", async () => {
  const { resourceId, adminToken } = await makeEnterprise(world);
  const account = makeAccount(world);
  const { status, body, headers } = await callApi<AuditSource>(
    world.service,
    { token: adminToken },
    "POST",
    "/audit/sources",
    { body: { enterprise_account: account.name.toUpperCase(), api_token: ` ${account.token} ` } },
  );
  const now = world.clock.now().toISOString();
  expect(status).toBe(201);
  expect(body).toEqual({
    id: expect.stringMatching(/^[0-9a-f-]{36}$/),
    enterprise_account: { id: account.id, name: account.name },
    status: "active",
    created_at: now,
    created_by: adminToken.slice(0, 11),
    last_polled_at: null,
    last_event_at: null,
    lag_seconds: null,
    next_poll_at: now,
    error: null,
    credential: {
      kind: "token",
      fingerprint: sha256Hex(account.token).slice(0, 12),
      heroku_user_id: account.userId,
      last_used_at: null,
      scopes: "global",
      scopes_accepted: "global",
    },
    api: { calls_this_hour: 0, calls_last_hour: 0, rate_limit_remaining: null },
    archives: { months: 0, verified: 0, pending: 0, mismatch: 0, failed: 0 },
    archives_from: now.slice(0, 7),
    jobs: [],
  });
  expect(JSON.stringify([body, [...headers]])).not.toContain(account.token);
  const row = await world.service.services.stores.pg("audit_sources").where({ resource_id: resourceId }).first();
  expect(JSON.stringify(row)).not.toContain(account.token);
});

it("takes the account's id as well, from a person with a session, whose address is kept", async () => {
  const { resourceId } = await makeEnterprise(world);
  const account = makeAccount(world);
  const { status, body } = await callApi<AuditSource>(
    world.service,
    { cookie: await signIn(world.service, resourceId) },
    "POST",
    "/audit/sources",
    { body: { enterprise_account: account.id, api_token: account.token } },
  );
  expect(status).toBe(201);
  expect(body.created_by).toBe("dana@example.com");
});

it("takes an account again after it was removed", async () => {
  const { adminToken } = await makeEnterprise(world);
  const account = makeAccount(world);
  const add = () =>
    callApi<AuditSource>(world.service, { token: adminToken }, "POST", "/audit/sources", {
      body: { enterprise_account: account.name, api_token: account.token },
    });
  const first = await add();
  await callApi(world.service, { token: adminToken }, "DELETE", `/audit/sources/${first.body.id}`);
  expect((await add()).status).toBe(201);
});
