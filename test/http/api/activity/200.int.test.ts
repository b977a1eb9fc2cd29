import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { ActivityAnswer } from "../../../../app/contract/api.ts";
import { pruneControlPlane } from "../../../../app/domain/ledger/prune-control-plane.ts";
import { type Caller, callApi, provisionWithAdmin } from "../../../support/api.ts";
import { createTestClock, type TestClock } from "../../../support/clock.ts";
import { eventually, startTestService, type TestService } from "../../../support/service.ts";
import { signIn } from "../../../support/sso.ts";

let service: TestService;
let clock: TestClock;
beforeAll(async () => {
  clock = createTestClock();
  service = await startTestService({ hasWorkers: false, clock });
});
afterAll(() => service.stop());

const setUp = () => provisionWithAdmin(service);
const call = <T = { id: string }>(
  caller: Caller,
  method: "POST" | "PUT" | "PATCH" | "DELETE",
  path: string,
  body?: object,
) => callApi<T>(service, caller, method, path, body ? { body } : {});
const activityOf = async (caller: Caller, query = "") =>
  (await callApi<ActivityAnswer>(service, caller, "GET", `/activity${query}`)).body;
/** What came of a call is noted right after its answer. */
const settled = (admin: Caller, query = "") =>
  eventually(async () => {
    const page = await activityOf(admin, query);
    return page.data.every(({ is_done }) => is_done) ? page : null;
  });
const rowsOf = (resourceId: string) => service.services.stores.pg("activity").where({ resource_id: resourceId });

describe("GET /api/v1/activity", () => {
  it("tells who changed what, newest first; what is gone is called as it was last", async () => {
    const { admin } = await setUp();
    const by = admin.token.slice(0, 11);
    const { body: made } = await call(admin, "POST", "/searches", { name: "Slow", query: "service:>1s" });
    clock.advance(1_000);
    await call(admin, "PATCH", `/searches/${made.id}`, { name: "Slower" });
    await call(admin, "DELETE", `/searches/${made.id}`);
    await call(admin, "PUT", "/redaction", { keys: ["password"] });
    const { data, next_cursor } = await settled(admin);
    const later = clock.now().toISOString();
    const search = { object_id: made.id, by, is_done: true };
    expect(data).toMatchObject([
      { did: "PUT /redaction", object_id: null, name: null, by, at: later, is_done: true },
      { did: "DELETE /searches/{id}", name: "Slower", ...search },
      { did: "PATCH /searches/{id}", name: "Slower", ...search },
      { did: "POST /searches", name: "Slow", at: new Date(clock.now().getTime() - 1_000).toISOString(), ...search },
    ]);
    expect(next_cursor).toBeNull();
  });

  it("keeps no body: no secret of a token, a drain or a destination is in it", async () => {
    const { admin, resourceId } = await setUp();
    const destination = { kind: "pagerduty", routing_key: "0123456789abcdef0123456789abcdef" };
    const alert = { name: "Loud", query: "x", condition: "at_least", count: 1, window_minutes: 5, destination };
    await call(admin, "POST", "/alerts", alert);
    const { body: token } = await call<{ id: string; token: string }>(admin, "POST", "/tokens", {
      name: "ci",
      scopes: ["read"],
    });
    const { body: drain } = await call<{ id: string; url: string }>(admin, "POST", "/drains", { name: "quay" });
    await settled(admin);
    const written = JSON.stringify(await rowsOf(resourceId));
    for (const name of ["Loud", "ci", "quay", token.id, drain.id]) expect(written).toContain(name);
    for (const secret of [destination.routing_key, token.token, new URL(drain.url).password])
      expect(written).not.toContain(secret);
  });

  it("tells nothing of what was refused, nor of what was only tried or looked at", async () => {
    const { admin, apiToken, resourceId } = await setUp();
    expect((await call(admin, "POST", "/searches", { name: "" })).status).toBe(422);
    expect((await call(admin, "DELETE", "/searches/00000000-0000-4000-8000-000000000000")).status).toBe(404);
    expect((await call({ token: apiToken }, "PUT", "/redaction", {})).status).toBe(403);
    expect((await call(admin, "POST", "/redaction/preview", {})).status).toBe(200);
    await callApi(service, admin, "GET", "/searches");
    await eventually(async () => (await rowsOf(resourceId)).length === 0);
  });

  it("says of a change whose process died that it was begun", async () => {
    const { admin, resourceId } = await setUp();
    const row = {
      resource_id: resourceId,
      at: clock.now(),
      by: "dana@example.com",
      did: "PUT /bucket",
      is_done: false,
    };
    await service.services.stores.pg("activity").insert(row);
    expect((await activityOf(admin)).data).toMatchObject([{ did: "PUT /bucket", is_done: false }]);
  });

  it("says the same where we failed, and the change may have been made", async () => {
    const { admin, resourceId } = await setUp();
    const { notices } = service.services.stores;
    const { resourceChanged } = notices;
    notices.resourceChanged = () => Promise.reject(new Error("Redis is away"));
    try {
      expect((await call(admin, "PUT", "/redaction", { keys: ["a"] })).status).toBeGreaterThanOrEqual(500);
    } finally {
      notices.resourceChanged = resourceChanged;
    }
    expect(await service.services.stores.pg("redactions").where({ resource_id: resourceId })).toHaveLength(1);
    expect((await activityOf(admin)).data).toMatchObject([{ did: "PUT /redaction", is_done: false }]);
  });

  it("changes nothing while it cannot be noted", async () => {
    const { admin, resourceId } = await setUp();
    const { pg } = service.services.stores;
    await pg.raw("alter table activity rename to activity_away");
    try {
      expect((await call(admin, "POST", "/searches", { name: "Slow", query: "x" })).status).toBeGreaterThanOrEqual(500);
    } finally {
      await pg.raw("alter table activity_away rename to activity");
    }
    expect(await pg("saved_searches").where({ resource_id: resourceId })).toEqual([]);
  });

  it("goes on where it ended, and is one add-on's own", async () => {
    const [mine, theirs] = [await setUp(), await setUp()];
    for (const key of ["a", "b", "c"]) await call(mine.admin, "PUT", "/redaction", { keys: [key] });
    await call(theirs.admin, "PUT", "/redaction", { keys: ["theirs"] });
    const first = await settled(mine.admin, "?limit=2");
    expect(first.data).toHaveLength(2);
    const second = await activityOf(mine.admin, `?limit=2&cursor=${first.next_cursor}`);
    expect(second).toMatchObject({ data: [{ did: "PUT /redaction" }], next_cursor: null });
    expect(new Set([...first.data, ...second.data].map(({ id }) => id)).size).toBe(3);
    expect((await callApi(service, mine.admin, "GET", "/activity?cursor=x")).status).toBe(422);
    expect((await callApi(service, { token: mine.apiToken }, "GET", "/activity")).status).toBe(403);
  });

  it("knows a person by the address they signed in with", async () => {
    const { resourceId, admin } = await setUp();
    const cookie = await signIn(service, resourceId);
    await call({ cookie }, "PUT", "/redaction", { keys: ["a"] });
    const [newest] = (await activityOf(admin)).data;
    expect(newest?.by).toContain("@");
  });

  it("is forgotten after 400 days", async () => {
    const { admin, resourceId } = await setUp();
    await call(admin, "PUT", "/redaction", { keys: ["a"] });
    clock.advance(399 * 86_400_000);
    await pruneControlPlane(service.services);
    expect(await rowsOf(resourceId)).toHaveLength(1);
    clock.advance(2 * 86_400_000);
    await pruneControlPlane(service.services);
    expect(await rowsOf(resourceId)).toEqual([]);
  });
});
