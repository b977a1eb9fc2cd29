import { afterAll, beforeAll, beforeEach, expect, it } from "vitest";
import { callApi } from "../../../support/api.ts";
import { type AuditWorld, makeAccount, makeEnterprise, startAuditWorld } from "../../../support/audit.ts";

let world: AuditWorld;
beforeAll(async () => {
  world = await startAuditWorld();
});
afterAll(() => world.stop());
beforeEach(() => world.sandbox.behave());

it.each([
  { kind: "answer", route: "GET /enterprise-accounts", status: 500, times: 1 },
  { kind: "answer", route: "GET /enterprise-accounts", status: 429, times: 1 },
  { kind: "answer", route: "GET /enterprise-accounts/:id/events", status: 503, times: 1 },
  { kind: "cut", route: "GET /enterprise-accounts", times: 1 },
  { kind: "cut-body", route: "GET /enterprise-accounts/:id/events", times: 1 },
] as const)("audit.heroku_away, and nothing saved: %j", async (misdeed) => {
  const { resourceId, adminToken } = await makeEnterprise(world);
  const { name, token } = makeAccount(world);
  world.sandbox.misbehave(misdeed);
  const { status, body, headers } = await callApi(world.service, { token: adminToken }, "POST", "/audit/sources", {
    body: { enterprise_account: name, api_token: token },
  });
  expect([status, body.code]).toEqual([503, "audit.heroku_away"]);
  expect(headers.get("retry-after")).toMatch(/^\d+$/);
  expect(await world.service.services.stores.pg("audit_sources").where({ resource_id: resourceId })).toEqual([]);
});
