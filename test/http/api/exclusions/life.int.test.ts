import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { ExclusionAnswer, ExclusionsAnswer } from "../../../../app/contract/api.ts";
import { EXCLUSION_QUERY_CHARS_MAX, EXCLUSIONS_MAX } from "../../../../app/contract/limits.ts";
import { type Caller, callApi, provisionWithAdmin } from "../../../support/api.ts";
import { createTestClock, type TestClock } from "../../../support/clock.ts";
import { partnerCall, startTestService, type TestService } from "../../../support/service.ts";

let service: TestService;
let clock: TestClock;
beforeAll(async () => {
  clock = createTestClock();
  service = await startTestService({ hasWorkers: false, clock });
});
afterAll(() => service.stop());

const setUp = () => provisionWithAdmin(service);
type Answer = ExclusionAnswer & { code: string; detail: string };
const make = (caller: Caller, body: object) => callApi<Answer>(service, caller, "POST", "/exclusions", { body });
const list = async (caller: Caller) =>
  (await callApi<ExclusionsAnswer>(service, caller, "GET", "/exclusions")).body.data;
const change = (caller: Caller, id: string, body: object) =>
  callApi<Answer>(service, caller, "PATCH", `/exclusions/${id}`, { body });
const remove = (caller: Caller, id: string) => callApi<Answer>(service, caller, "DELETE", `/exclusions/${id}`);
const health = { name: "Health checks", query: "path:/health" };

describe("an exclusion filter", () => {
  it("is made with a name and a query, and listed in the order in which filters are asked", async () => {
    const { admin, apiToken } = await setUp();
    const { status, body } = await make(admin, { name: " Health checks ", query: " path:/health\n" });
    expect(status, JSON.stringify(body)).toBe(201);
    const nothing = { lines: 0, bytes: 0 };
    expect(body).toEqual({
      id: body.id,
      ...health,
      is_active: true,
      created_at: clock.now().toISOString(),
      created_by: admin.token.slice(0, 11),
      changed_at: null,
      excluded: { day: nothing, month: nothing },
    });
    clock.advance(1_000);
    await make(admin, { name: "Bots", query: "status:403" });
    expect((await list({ token: apiToken })).map(({ name }) => name)).toEqual(["Health checks", "Bots"]);
  });

  it("gets another name or query, is switched off and on, and is gone once removed", async () => {
    const { admin } = await setUp();
    const { body: made } = await make(admin, health);
    clock.advance(60_000);
    expect((await change(admin, made.id, { name: "Health" })).body).toMatchObject({
      name: "Health",
      query: made.query,
    });
    expect((await change(admin, made.id, { query: "path:/up" })).body).toMatchObject({
      name: "Health",
      query: "path:/up",
    });
    const off = await change(admin, made.id, { is_active: false });
    expect(off).toMatchObject({ status: 200, body: { is_active: false, changed_at: clock.now().toISOString() } });
    expect((await change(admin, made.id, { is_active: true })).body.is_active).toBe(true);
    expect((await remove(admin, made.id)).status).toBe(204);
    expect(await list(admin)).toEqual([]);
    expect(await remove(admin, made.id)).toMatchObject({ status: 404, body: { code: "exclusion.not_found" } });
    expect((await change(admin, made.id, { name: "x" })).body.code).toBe("exclusion.not_found");
  });

  it("has a name that no other one has, whatever its case", async () => {
    const { admin } = await setUp();
    const { body: other } = await make(admin, { name: "Bots", query: "status:403" });
    await make(admin, health);
    expect(await make(admin, { ...health, name: "HEALTH checks" })).toMatchObject({
      status: 409,
      body: { code: "exclusion.name_taken" },
    });
    expect((await change(admin, other.id, { name: "health Checks" })).body.code).toBe("exclusion.name_taken");
    expect(await list(admin)).toHaveLength(2);
  });

  it.each(["*", " * ", "* *", "message_len:*", "x OR *", "-(-*)"])(
    "is refused when it matches every line: %s",
    async (query) => {
      const { admin } = await setUp();
      const { body: made } = await make(admin, health);
      expect(await make(admin, { name: "All", query })).toMatchObject({
        status: 422,
        body: { code: "exclusion.too_wide" },
      });
      expect((await change(admin, made.id, { query })).body.code).toBe("exclusion.too_wide");
      expect((await list(admin)).map((each) => each.query)).toEqual([health.query]);
    },
  );

  it.each([
    [{ name: "x" }, "query"],
    [{ name: "x", query: "" }, "query"],
    [{ name: "", query: "x" }, "name"],
    [{ name: "x", query: "y".repeat(EXCLUSION_QUERY_CHARS_MAX + 1) }, "query"],
    [{ ...health, is_active: false }, "is_active"],
  ])("is refused with what is wrong: %j", async (body, member) => {
    const { admin } = await setUp();
    const refused = await make(admin, body);
    expect(refused).toMatchObject({ status: 422, body: { code: "body.bad_member" } });
    expect(refused.body.detail).toContain(member);
  });

  it("is one of ten at most, also when the last two are made at once", async () => {
    const { admin } = await setUp();
    for (let i = 1; i < EXCLUSIONS_MAX; i++)
      expect((await make(admin, { name: `n${i}`, query: "x" })).status).toBe(201);
    const last = await Promise.all(["a", "b"].map((name) => make(admin, { name, query: "x" })));
    expect(last.map(({ status }) => status).sort()).toEqual([201, 422]);
    expect(last.find(({ status }) => status === 422)?.body.code).toBe("exclusion.too_many");
  });

  it("is changed by who may write, seen by who may read, and by nobody of another add-on", async () => {
    const [mine, theirs] = [await setUp(), await setUp()];
    const { body: made } = await make(mine.admin, health);
    const reader = { token: mine.apiToken };
    for (const refused of [
      await make(reader, { ...health, name: "x" }),
      await change(reader, made.id, { name: "x" }),
      await remove(reader, made.id),
    ])
      expect(refused).toMatchObject({ status: 403, body: { code: "auth.scope" } });
    for (const missed of [
      await change(theirs.admin, made.id, { name: "x" }),
      await remove(theirs.admin, made.id),
      await callApi<Answer>(service, theirs.admin, "GET", `/exclusions/${made.id}/hours`),
      await callApi<Answer>(service, theirs.admin, "GET", "/exclusions/not-an-id/hours"),
    ])
      expect(missed).toMatchObject({ status: 404, body: { code: "exclusion.not_found" } });
    expect(await list(theirs.admin)).toEqual([]);
    expect((await list(reader)).map(({ name }) => name)).toEqual([health.name]);
  });

  it("is not made for an add-on that ended", async () => {
    const { admin, resourceId } = await setUp();
    await partnerCall(service, "DELETE", `/${resourceId}`);
    expect([401, 404]).toContain((await make(admin, health)).status);
  });
});
