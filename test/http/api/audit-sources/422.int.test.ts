import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import type { AuditProblem } from "../../../../app/contract/audit.ts";
import { AUDIT_SOURCES_MAX } from "../../../../app/contract/limits.ts";
import { callApi } from "../../../support/api.ts";
import {
  type AuditWorld,
  makeAccount,
  makeEnterprise,
  optIn,
  sourceOf,
  startAuditWorld,
} from "../../../support/audit.ts";

let world: AuditWorld;
let adminToken: string;
beforeAll(async () => {
  world = await startAuditWorld();
  adminToken = (await makeEnterprise(world)).adminToken;
});
afterAll(() => world.stop());
beforeEach(() => world.sandbox.behave());

const add = (body: unknown, token = adminToken) =>
  callApi<AuditProblem>(world.service, { token }, "POST", "/audit/sources", { body });
const saved = () => world.service.services.stores.pg("audit_sources").count({ n: "*" }).first<{ n: string }>();

describe("each failure has its own code and says what to do", () => {
  it("audit.bad_token", async () => {
    const { name } = makeAccount(world);
    const { status, body } = await add({ enterprise_account: name, api_token: "HRKU-nobody-was-given-this" });
    expect([status, body.code]).toEqual([422, "audit.bad_token"]);
    expect(body.detail).not.toContain("HRKU-nobody");
  });

  it("audit.account_not_visible, with the names that are", async () => {
    const { name, token } = makeAccount(world);
    const { status, body } = await add({ enterprise_account: "harbour-with-a-u", api_token: token });
    expect([status, body.code]).toEqual([422, "audit.account_not_visible"]);
    expect(body.seen).toEqual([name]);
    expect(body.detail).toContain(name);
  });

  it("audit.account_not_visible to somebody who is in no account", async () => {
    const { name } = makeAccount(world);
    const { accessToken } = world.sandbox.authorize("outsider@example.com");
    const { body } = await add({ enterprise_account: name, api_token: accessToken });
    expect(body).toMatchObject({ code: "audit.account_not_visible", seen: [] });
  });

  it("audit.no_manage", async () => {
    const { name, token } = makeAccount(world, ["view", "billing"]);
    const { status, body } = await add({ enterprise_account: name, api_token: token });
    expect([status, body.code]).toEqual([422, "audit.no_manage"]);
    expect(body.detail).toContain(name);
  });

  it("audit.scope_too_narrow, with the scopes that would do", async () => {
    const { name, manager } = makeAccount(world);
    const { accessToken } = world.sandbox.authorize(manager, { scope: ["read"] });
    const { status, body } = await add({ enterprise_account: name, api_token: accessToken });
    expect([status, body.code]).toEqual([422, "audit.scope_too_narrow"]);
    expect(body.accepted).toEqual(["global"]);
    expect(body.detail).toMatch(/read.*global/);
  });

  it.each([402, 403, 404])("audit.events_refused when Heroku answers %s for the events alone", async (answer) => {
    const { name, token } = makeAccount(world);
    world.sandbox.misbehave({ kind: "answer", route: "GET /enterprise-accounts/:id/events", status: answer, times: 1 });
    const { status, body } = await add({ enterprise_account: name, api_token: token });
    expect([status, body.code]).toEqual([422, "audit.events_refused"]);
    expect(body.detail).toContain(String(answer));
  });

  it("audit.duplicate", async () => {
    const one = await optIn(world);
    const { status, body } = await add(
      { enterprise_account: one.account.id, api_token: one.account.token },
      one.adminToken,
    );
    expect([status, body.code]).toEqual([422, "audit.duplicate"]);
  });

  it("audit.duplicate for one of two calls at once", async () => {
    const { adminToken: own } = await makeEnterprise(world);
    const { name, token } = makeAccount(world);
    const answers = await Promise.all([1, 2].map(() => add({ enterprise_account: name, api_token: token }, own)));
    expect(answers.map(({ status }) => status).toSorted()).toEqual([201, 422]);
  });

  it("audit.plan, before Heroku is asked", async () => {
    const { resourceId, adminToken: own } = await makeEnterprise(world);
    await world.service.services.stores.pg("resources").where({ id: resourceId }).update({ plan: "premium" });
    const { name, token } = makeAccount(world);
    const asked = world.sandbox.requests.find("GET", "/enterprise-accounts").length;
    const { status, body } = await add({ enterprise_account: name, api_token: token }, own);
    expect([status, body.code]).toEqual([422, "audit.plan"]);
    expect(world.sandbox.requests.find("GET", "/enterprise-accounts")).toHaveLength(asked);
  });

  it("audit.too_many", async () => {
    const one = await optIn(world);
    const { pg } = world.service.services.stores;
    const { id: _id, ...row } = await pg("audit_sources").where({ id: one.source.sourceId }).first();
    await pg("audit_sources").insert(
      Array.from({ length: AUDIT_SOURCES_MAX - 1 }, (_, i) => ({
        ...row,
        days: {},
        enterprise_account_id: `more-${i}`,
      })),
    );
    const { name, token } = makeAccount(world);
    const { status, body } = await add({ enterprise_account: name, api_token: token }, one.adminToken);
    expect([status, body.code]).toEqual([422, "audit.too_many"]);
    expect(body.detail).toContain(String(AUDIT_SOURCES_MAX));
  });
});

it("saves nothing that was refused", async () => {
  const before = await saved();
  const { name, manager } = makeAccount(world, ["view"]);
  const { accessToken } = world.sandbox.authorize(manager, { scope: ["read"] });
  await add({ enterprise_account: name, api_token: accessToken });
  expect(await saved()).toEqual(before);
});

it.each([
  [{}, "enterprise_account"],
  [{ enterprise_account: " ", api_token: "HRKU-x" }, "enterprise_account"],
  [{ enterprise_account: 7, api_token: "HRKU-x" }, "enterprise_account"],
  [{ enterprise_account: "harbor" }, "api_token"],
  [{ enterprise_account: "harbor", api_token: "two words" }, "api_token"],
  [{ enterprise_account: "harbor", api_token: "line\r\nX-Injected: 1" }, "api_token"],
  [{ enterprise_account: "harbor", api_token: "x".repeat(501) }, "api_token"],
  [{ enterprise_account: "harbor", connection_id: "no-uuid" }, "connection_id"],
  [
    { enterprise_account: "harbor", api_token: "HRKU-x", connection_id: "3f9b9a62-57a6-4f0e-8a1c-0d2f5b7c9e10" },
    "connection_id",
  ],
  [{ enterprise_account: "harbor", api_token: "HRKU-x", more: 1 }, "more"],
])("body.bad_member names the member: %j", async (body, field) => {
  const answer = await add(body);
  expect([answer.status, answer.body.code]).toEqual([422, "body.bad_member"]);
  expect(answer.body.detail).toContain(`: ${field} `);
});

describe("PATCH", () => {
  it("validates a new credential like the first, and leaves the source as it was when it is refused", async () => {
    const one = await optIn(world);
    const stranger = makeAccount(world);
    const path = `/audit/sources/${one.source.sourceId}`;
    const caller = { token: one.adminToken };
    for (const [body, code] of [
      [{ api_token: "HRKU-unknown" }, "audit.bad_token"],
      [{ api_token: stranger.token }, "audit.account_not_visible"],
      [{ status: "ended" }, "body.bad_member"],
      [{ status: "active", api_token: "a", connection_id: "3f9b9a62-57a6-4f0e-8a1c-0d2f5b7c9e10" }, "body.bad_member"],
    ] as const) {
      const answer = await callApi(world.service, caller, "PATCH", path, { body });
      expect([answer.status, answer.body.code]).toEqual([422, code]);
    }
    expect((await sourceOf(world, one)).credential).toEqual(one.answer.credential);
  });

  it("does not resume without the plan", async () => {
    const one = await optIn(world);
    await world.service.services.stores.pg("resources").where({ id: one.resourceId }).update({ plan: "basic" });
    const answer = await callApi(
      world.service,
      { token: one.adminToken },
      "PATCH",
      `/audit/sources/${one.source.sourceId}`,
      {
        body: { status: "active" },
      },
    );
    expect([answer.status, answer.body.code]).toEqual([422, "audit.plan"]);
  });
});

it("DELETE wants keep to be true or false", async () => {
  const one = await optIn(world);
  const answer = await callApi(
    world.service,
    { token: one.adminToken },
    "DELETE",
    `/audit/sources/${one.source.sourceId}?keep=perhaps`,
  );
  expect([answer.status, answer.body.code]).toEqual([422, "query.bad_param"]);
});
