import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { SavedSearchAnswer, SavedSearchesAnswer } from "../../../../app/contract/api.ts";
import { SAVED_SEARCHES_MAX } from "../../../../app/contract/limits.ts";
import { purgeResource } from "../../../../app/domain/resources/purge-resource.ts";
import { type Caller, callApi, provisionWithAdmin } from "../../../support/api.ts";
import { createTestClock, type TestClock } from "../../../support/clock.ts";
import { partnerCall, startTestService, type TestService } from "../../../support/service.ts";
import { signIn } from "../../../support/sso.ts";

let service: TestService;
let clock: TestClock;
beforeAll(async () => {
  clock = createTestClock();
  service = await startTestService({ hasWorkers: false, clock });
});
afterAll(() => service.stop());

const setUp = () => provisionWithAdmin(service);
const save = (caller: Caller, body: object) =>
  callApi<SavedSearchAnswer & { code: string; detail: string }>(service, caller, "POST", "/searches", { body });
const list = async (caller: Caller) =>
  (await callApi<SavedSearchesAnswer>(service, caller, "GET", "/searches")).body.data;
const change = (caller: Caller, id: string, body: object) =>
  callApi<SavedSearchAnswer & { code: string }>(service, caller, "PATCH", `/searches/${id}`, { body });

describe("a saved search", () => {
  it("is kept under its name for everybody, with who saved it", async () => {
    clock.set(new Date()); // a sign-in is valid for minutes
    const { resourceId, apiToken, admin } = await setUp();
    const cookie = await signIn(service, resourceId);
    const query = 'status:>=500 -path:/health "out of memory"\ncode:H12';
    const { status, body } = await save({ cookie }, { name: " Broken requests ", query: `  ${query}\n` });
    expect(status, JSON.stringify(body)).toBe(201);
    expect(body).toMatchObject({ name: "Broken requests", query, created_by: "dana@example.com", changed_at: null });
    expect(body.created_at).toBe(clock.now().toISOString());
    expect((await save(admin, { name: "a first one", query: "x" })).body.created_by).toBe(admin.token.slice(0, 11));
    expect((await list({ token: apiToken })).map(({ name }) => name)).toEqual(["a first one", "Broken requests"]);
    expect((await list({ token: apiToken }))[1]).toEqual(body);
  });

  it("gets another name or query, and the other stays; when is told", async () => {
    const { admin } = await setUp();
    const { body: saved } = await save(admin, { name: "slow", query: "service:>1s" });
    clock.advance(60_000);
    const renamed = await change(admin, saved.id, { name: "Slow" });
    expect(renamed).toMatchObject({ status: 200, body: { name: "Slow", query: "service:>1s" } });
    expect(renamed.body.changed_at).toBe(clock.now().toISOString());
    expect((await change(admin, saved.id, { query: "service:>2s" })).body).toMatchObject({
      id: saved.id,
      name: "Slow",
      query: "service:>2s",
      created_at: saved.created_at,
    });
    expect(await list(admin)).toHaveLength(1);
  });

  it("is gone once it is removed, and its name is free again", async () => {
    const { admin } = await setUp();
    const { body } = await save(admin, { name: "slow", query: "service:>1s" });
    const remove = () => callApi(service, admin, "DELETE", `/searches/${body.id}`);
    expect((await remove()).status).toBe(204);
    expect(await list(admin)).toEqual([]);
    expect(await remove()).toMatchObject({ status: 404, body: { code: "search.not_found" } });
    expect((await change(admin, body.id, { query: "y" })).body.code).toBe("search.not_found");
    expect((await save(admin, { name: "slow", query: "y" })).status).toBe(201);
  });

  it("goes with its resource, and its neighbour's stays", async () => {
    const [mine, theirs] = [await setUp(), await setUp()];
    for (const { admin } of [mine, theirs]) await save(admin, { name: "slow", query: "x" });
    expect((await partnerCall(service, "DELETE", `/${mine.resourceId}`)).status).toBe(204);
    await purgeResource(service.services, { resourceId: mine.resourceId });
    const rows = await service.services.stores.pg("saved_searches").select("resource_id");
    const left = rows.map((row) => row.resource_id);
    expect([left.includes(mine.resourceId), left.includes(theirs.resourceId)]).toEqual([false, true]);
  });
});

describe("a refusal", () => {
  it("404: of another resource's search, by any way to it", async () => {
    const [mine, theirs] = [await setUp(), await setUp()];
    const { body } = await save(theirs.admin, { name: "theirs", query: "x" });
    for (const id of [body.id, "nonsense", "00000000-0000-4000-8000-000000000000"]) {
      expect((await change(mine.admin, id, { name: "mine" })).body.code).toBe("search.not_found");
      expect((await callApi(service, mine.admin, "DELETE", `/searches/${id}`)).body.code).toBe("search.not_found");
    }
    expect(await list(mine.admin)).toEqual([]);
    expect(await list(theirs.admin)).toEqual([body]);
  });

  it("409: of a name that another one has, in whatever case, also when both come at once", async () => {
    const { admin } = await setUp();
    const both = await Promise.all([
      save(admin, { name: "Ärger", query: "x" }),
      save(admin, { name: "ärger", query: "y" }),
    ]);
    expect(both.map(({ status }) => status).sort()).toEqual([201, 409]);
    const { body: other } = await save(admin, { name: "other", query: "z" });
    expect(await change(admin, other.id, { name: "ÄRGER" })).toMatchObject({
      status: 409,
      body: { code: "search.name_taken" },
    });
    expect((await list(admin)).map(({ name }) => name.toLowerCase()).sort()).toEqual(["other", "ärger"]);
  });

  it("422: of one more than there can be, also when two come at once", async () => {
    const { admin, resourceId } = await setUp();
    await service.services.stores.pg("saved_searches").insert(
      Array.from({ length: SAVED_SEARCHES_MAX - 1 }, (_, i) => ({
        resource_id: resourceId,
        name: `n${i}`,
        query: "x",
        created_at: clock.now(),
        created_by: "a test",
      })),
    );
    const last = await Promise.all([save(admin, { name: "a", query: "x" }), save(admin, { name: "b", query: "x" })]);
    expect(last.map(({ status }) => status).sort()).toEqual([201, 422]);
    expect(last.find(({ status }) => status === 422)?.body.code).toBe("search.too_many");
  });

  it("403: a read token looks and changes nothing; a session needs our own page's header", async () => {
    clock.set(new Date());
    const { apiToken, resourceId, admin } = await setUp();
    const cookie = await signIn(service, resourceId);
    const { body: saved } = await save(admin, { name: "slow", query: "x" });
    for (const [method, path] of [
      ["POST", "/searches"],
      ["PATCH", `/searches/${saved.id}`],
      ["DELETE", `/searches/${saved.id}`],
    ] as const) {
      const body = method === "DELETE" ? {} : { body: { name: "other", query: "y" } };
      expect((await callApi(service, { token: apiToken }, method, path, body)).body.code).toBe("auth.scope");
      expect((await callApi(service, null, method, path, body)).status).toBe(401);
      const headers = { "x-requested-with": null };
      expect((await callApi(service, { cookie }, method, path, { ...body, headers })).body.code).toBe(
        "auth.cross_site",
      );
    }
    expect(await list({ token: apiToken })).toEqual([saved]);
  });

  it("422: of a change that changes nothing", async () => {
    const { admin } = await setUp();
    const { body } = await save(admin, { name: "slow", query: "x" });
    expect((await change(admin, body.id, {})).body.code).toBe("body.bad_member");
    expect(await list(admin)).toEqual([body]);
  });

  it.each([
    [{ query: "x" }, "name must be a string"],
    [{ name: " ", query: "x" }, "name must not be empty"],
    [{ name: "x".repeat(101), query: "x" }, "name must have at most 100 characters"],
    [{ name: "a\nb", query: "x" }, "name must have no control characters"],
    [{ name: "a" }, "query must be a string"],
    [{ name: "a", query: " \n" }, "query must not be empty"],
    [{ name: "a", query: "x".repeat(4097) }, "query must have at most 4096 characters"],
    [{ name: "a", query: "x\0y" }, "query must have no NUL"],
    [{ name: "a", query: "x", range: "-1h" }, "range is not known here"],
    [[], "body must be a JSON object"],
  ])("422: of %j, because %s", async (body, problem) => {
    const { admin } = await setUp();
    expect(await save(admin, body)).toMatchObject({
      status: 422,
      body: { code: "body.bad_member", detail: `A member of the body is wrong: ${problem}.` },
    });
    expect(await list(admin)).toEqual([]);
  });
});
