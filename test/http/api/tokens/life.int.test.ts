import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { ApiTokenSecretAnswer, ApiTokensAnswer } from "../../../../app/contract/api.ts";
import { callApi, provisionWithAdmin } from "../../../support/api.ts";
import { createTestClock, type TestClock } from "../../../support/clock.ts";
import { openEventStream } from "../../../support/event-stream.ts";
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
const create = (caller: { token: string } | { cookie: string }, body: object) =>
  callApi<ApiTokenSecretAnswer & { code: string }>(service, caller, "POST", "/tokens", { body });
const look = async (token: string) => (await callApi(service, { token }, "GET", "/resource")).status;

describe("POST /api/v1/tokens answers 201", () => {
  it("to a session, with a token that may read and no more", async () => {
    const { resourceId } = await setUp();
    const cookie = await signIn(service, resourceId);
    const { status, headers, body } = await create({ cookie }, { name: " nightly " });
    expect(status, JSON.stringify(body)).toBe(201);
    expect(headers.get("cache-control")).toBe("no-store");
    expect(body).toMatchObject({ name: "nightly", scopes: ["read"], expires_at: null, last_used_at: null });
    expect(body.token).toMatch(/^dt_[\w-]{43}[0-9a-z]{7}$/);
    expect(body.token.startsWith(body.prefix)).toBe(true);
    expect(await look(body.token)).toBe(200);
    expect((await create({ token: body.token }, { name: "more" })).body.code).toBe("auth.scope");
  });

  it("and the token is said this once: neither the list nor the database has it; its use is noted", async () => {
    const { resourceId, admin } = await setUp();
    const { body } = await create(admin, { name: "quay", scopes: ["read", "admin"] });
    expect(await look(body.token)).toBe(200);
    const list = await callApi<ApiTokensAnswer>(service, admin, "GET", "/tokens");
    expect(list.body.data.map((token) => token.name).sort()).toEqual(
      ["DRAINTRAIL_API_TOKEN", "made by a test", "quay"].sort(),
    );
    expect(list.body.data.find((token) => token.id === body.id)?.last_used_at).toBe(clock.now().toISOString());
    const rows = await service.services.stores.pg("api_tokens").where({ resource_id: resourceId });
    for (const text of [JSON.stringify(list.body), JSON.stringify(rows)])
      expect(text).not.toContain(body.token.slice(11));
    expect(JSON.stringify(list.body)).not.toContain("hash");
  });

  it("and the list says who made it: the person, the token, or nobody for the add-on's own", async () => {
    clock.set(new Date()); // a sign-in is valid for minutes
    const { resourceId, admin } = await setUp();
    await create({ cookie: await signIn(service, resourceId) }, { name: "hers" });
    await create(admin, { name: "its" });
    const { body } = await callApi<ApiTokensAnswer>(service, admin, "GET", "/tokens");
    const makerOf = (name: string) => body.data.find((token) => token.name === name)?.created_by;
    expect([makerOf("hers"), makerOf("its"), makerOf("DRAINTRAIL_API_TOKEN")]).toEqual([
      "dana@example.com",
      admin.token.slice(0, 11),
      null,
    ]);
  });

  it("with an expiry, after which the token is refused", async () => {
    const { admin } = await setUp();
    const expires_at = new Date(clock.now().getTime() + 60_000).toISOString();
    const { body } = await create(admin, { name: "short", expires_at });
    expect(body.expires_at).toBe(expires_at);
    expect(await look(body.token)).toBe(200);
    clock.advance(60_000);
    expect(await look(body.token)).toBe(401);
  });
});

describe("DELETE /api/v1/tokens/:id answers 204", () => {
  it("and the token is refused from the next call on", async () => {
    const { admin } = await setUp();
    const { body } = await create(admin, { name: "leaked" });
    expect((await callApi(service, admin, "DELETE", `/tokens/${body.id}`)).status).toBe(204);
    expect(await look(body.token)).toBe(401);
    const listed = async () =>
      (await callApi<ApiTokensAnswer>(service, admin, "GET", "/tokens")).body.data.find((each) => each.id === body.id);
    expect((await listed())?.revoked_at).not.toBeNull();
    clock.advance(31 * 86_400_000);
    expect(await listed()).toBeUndefined();
  });

  it("and a tail it had open ends, while another token's goes on", async () => {
    const { admin } = await setUp();
    const { body } = await create(admin, { name: "watcher" });
    const open = (token: string) =>
      openEventStream(`${service.url}/api/v1/logs/tail`, { authorization: `Bearer ${token}` });
    const [ended, other] = [await open(body.token), await open(admin.token)];
    expect((await callApi(service, admin, "DELETE", `/tokens/${body.id}`)).status).toBe(204);
    expect(await ended.next()).toMatchObject({ event: "ended" });
    const silence = new Promise((resolve) => setTimeout(resolve, 200, "open"));
    expect(await Promise.race([other.next(), silence])).toBe("open");
    other.close();
  });

  it("and deprovisioning the add-on ends every token it had", async () => {
    const { admin, resourceId } = await setUp();
    const { body } = await create(admin, { name: "quay" });
    expect((await partnerCall(service, "DELETE", `/${resourceId}`)).status).toBe(204);
    expect(await look(body.token)).toBe(401);
  });
});

describe("a refusal", () => {
  it("404: of another resource's token, a revoked one, and what never was one", async () => {
    const [mine, theirs] = [await setUp(), await setUp()];
    const { body } = await create(theirs.admin, { name: "theirs" });
    for (const id of [body.id, "nonsense", "00000000-0000-4000-8000-000000000000"])
      expect(await callApi(service, mine.admin, "DELETE", `/tokens/${id}`)).toMatchObject({
        status: 404,
        body: { code: "token.not_found" },
      });
    expect(await look(body.token)).toBe(200);
    expect((await callApi(service, theirs.admin, "DELETE", `/tokens/${body.id}`)).status).toBe(204);
    expect((await callApi(service, theirs.admin, "DELETE", `/tokens/${body.id}`)).status).toBe(404);
    const { body: list } = await callApi<ApiTokensAnswer>(service, mine.admin, "GET", "/tokens");
    expect(list.data.map((token) => token.name)).not.toContain("theirs");
  });

  it("403: a read token may neither list, create nor revoke; a session needs our own page's header", async () => {
    clock.set(new Date()); // a sign-in is valid for minutes
    const { apiToken, resourceId } = await setUp();
    const cookie = await signIn(service, resourceId);
    const id = "00000000-0000-4000-8000-000000000000";
    for (const [method, path] of [
      ["GET", "/tokens"],
      ["POST", "/tokens"],
      ["DELETE", `/tokens/${id}`],
    ] as const) {
      expect((await callApi(service, { token: apiToken }, method, path)).body.code).toBe("auth.scope");
      expect((await callApi(service, null, method, path)).status).toBe(401);
      if (method !== "GET")
        expect(
          (await callApi(service, { cookie }, method, path, { headers: { "x-requested-with": null } })).body.code,
        ).toBe("auth.cross_site");
    }
  });

  it.each([
    [{}, "name must be a string"],
    [{ name: " " }, "name must not be empty"],
    [{ name: "a\u0000b" }, "name must have no control characters"],
    [{ name: "q", scopes: [] }, "scopes must not be empty"],
    [{ name: "q", scopes: ["root"] }, "scopes.0 must be read or admin"],
    [{ name: "q", expires_at: "tomorrow" }, "expires_at must be an ISO 8601 time"],
    [{ name: "q", expires_at: "2020-01-01T00:00:00Z" }, "expires_at must be in the future"],
    [{ name: "q", token: "dt_mine" }, "token is not known here"],
  ])("422: %j", async (body, problem) => {
    const { admin } = await setUp();
    const answer = await callApi(service, admin, "POST", "/tokens", { body });
    expect(answer).toMatchObject({ status: 422, body: { code: "body.bad_member" } });
    expect(answer.body.detail).toContain(problem);
  });

  it("422: of the token over the limit, also when many are asked for at once; a revoked one makes room", async () => {
    const { admin } = await setUp();
    const answers = await Promise.all(Array.from({ length: 52 }, () => create(admin, { name: "q" })));
    expect(answers.filter((answer) => answer.status === 201)).toHaveLength(48); // beside the app's and the admin's
    expect(answers.find((answer) => answer.status !== 201)).toMatchObject({ body: { code: "token.too_many" } });
    const one = answers.find((answer) => answer.status === 201)?.body.id;
    expect((await callApi(service, admin, "DELETE", `/tokens/${one}`)).status).toBe(204);
    expect((await create(admin, { name: "q" })).status).toBe(201);
  });
});
