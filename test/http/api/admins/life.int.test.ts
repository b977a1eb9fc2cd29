import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { AdminsAnswer } from "../../../../app/contract/api.ts";
import { OPERATIONS } from "../../../../app/http/api/operations/index.ts";
import { type Caller, callApi, provisionWithAdmin } from "../../../support/api.ts";
import { startTestService, type TestService } from "../../../support/service.ts";
import { cookiesOf, postSso, ssoForm, without } from "../../../support/sso.ts";

let service: TestService;
beforeAll(async () => {
  service = await startTestService({ hasWorkers: false });
});
afterAll(() => service.stop());

/** A session of somebody for whose address Heroku vouches, or does not. */
async function signInAs(resourceId: string, email: string, isVerified = true): Promise<Caller> {
  const form = ssoForm({ resourceId, email });
  const response = await postSso(service, isVerified ? form : without(form, "user_scoped_resource_token"));
  return { cookie: cookiesOf(response) };
}

const read = async (caller: Caller) => (await callApi<AdminsAnswer>(service, caller, "GET", "/admins")).body;
const change = (caller: Caller, admins: unknown) =>
  callApi<AdminsAnswer & { code: string; detail: string }>(service, caller, "PUT", "/admins", { body: { admins } });

/** A resource whose dashboard dana and kim may change. */
async function setUp() {
  const { resourceId, apiToken, admin } = await provisionWithAdmin(service);
  const dana = await signInAs(resourceId, "dana@example.com");
  const { status, body } = await change(dana, ["Kim@example.com", "dana@example.com", "kim@EXAMPLE.com"]);
  expect(status, JSON.stringify(body)).toBe(200);
  return { resourceId, apiToken, admin, dana };
}

describe("who may change things", () => {
  it("is everybody whom Heroku lets in, until somebody says who", async () => {
    const { resourceId, apiToken, admin } = await provisionWithAdmin(service);
    const nobody = { admins: null, changed_at: null, changed_by: null };
    expect(await read(await signInAs(resourceId, "lou@example.com"))).toEqual({ ...nobody, may_change: true });
    expect(await read(await signInAs(resourceId, "lou@example.com", false))).toEqual({ ...nobody, may_change: true });
    expect(await read(admin)).toEqual({ ...nobody, may_change: true });
    expect(await read({ token: apiToken })).toEqual({ ...nobody, may_change: false });
  });

  it("is who is listed, whatever the case of an address; told to everybody with who said it", async () => {
    const { resourceId, dana, apiToken } = await setUp();
    const list = { admins: ["dana@example.com", "kim@example.com"], changed_by: "dana@example.com" };
    expect(await read({ token: apiToken })).toMatchObject({ ...list, may_change: false });
    expect(await read(dana)).toMatchObject({ ...list, may_change: true });
    const kim = await signInAs(resourceId, "KIM@example.com");
    expect(await read(kim)).toMatchObject({ ...list, may_change: true });
    expect((await change(kim, null)).status).toBe(200);
    expect(await read(await signInAs(resourceId, "lou@example.com"))).toMatchObject({ admins: null, may_change: true });
  });

  it("is at once another, in sessions that are open, too", async () => {
    const { resourceId, apiToken, admin } = await provisionWithAdmin(service);
    const lou = await signInAs(resourceId, "lou@example.com");
    const search = { name: "mine", query: "x" };
    expect((await callApi(service, lou, "POST", "/searches", { body: search })).status).toBe(201);
    await change(admin, ["dana@example.com"]);
    const refused = await callApi<{ code: string }>(service, lou, "POST", "/searches", { body: search });
    expect([refused.status, refused.body.code]).toEqual([403, "auth.read_only"]);
    expect(await read({ token: apiToken })).toMatchObject({ changed_by: admin.token.slice(0, 11) });
  });

  it("is nobody by an address that Heroku does not vouch for", async () => {
    const { resourceId } = await setUp();
    const browser = await signInAs(resourceId, "dana@example.com", false);
    expect(await read(browser)).toMatchObject({ may_change: false });
    expect((await change(browser, null)).body.code).toBe("auth.read_only");
  });

  it("is another add-on's own matter", async () => {
    await setUp();
    const other = await provisionWithAdmin(service);
    expect(await read(await signInAs(other.resourceId, "lou@example.com"))).toMatchObject({
      admins: null,
      may_change: true,
    });
  });
});

describe("somebody who is not listed", () => {
  it("may look at everything but the names of tokens, and change nothing: no call of the API lets them", async () => {
    const { resourceId, dana } = await setUp();
    const lou = await signInAs(resourceId, "lou@example.com");
    for (const path of ["/resource", "/logs", "/changes", "/alerts", "/exclusions", "/redaction", "/drains", "/visits"])
      expect([path, (await callApi(service, lou, "GET", path)).status]).toEqual([path, 200]);
    const guarded = OPERATIONS.filter(({ scope }) => scope === "admin");
    expect(guarded.length).toBeGreaterThan(25);
    expect(OPERATIONS.filter(({ method, scope }) => method !== "get" && scope !== "admin")).toEqual([]);
    for (const { method, path } of guarded) {
      const called = path.replace(/\{\w+\}/g, "0b1f6a52-9b1c-4e7e-8a44-2f5c1b7d9e60");
      const body = method === "post" || method === "put" || method === "patch" ? { body: {} } : {};
      const answer = await callApi<{ code: string }>(service, lou, method.toUpperCase() as "GET", called, body);
      expect([method, path, answer.status, answer.body.code]).toEqual([method, path, 403, "auth.read_only"]);
    }
    const { body } = await callApi<{ data: { did: string }[] }>(service, dana, "GET", "/activity");
    expect(body.data.map(({ did }) => did)).toEqual(["PUT /admins"]);
  });

  it("may not connect a Heroku account either", async () => {
    const { resourceId } = await setUp();
    const lou = (await signInAs(resourceId, "lou@example.com")) as { cookie: string };
    for (const path of ["/audit/connect", "/oauth/callback?state=x&code=y"]) {
      const response = await fetch(service.url + path, { headers: { cookie: lou.cookie }, redirect: "manual" });
      expect([response.status, response.headers.get("location")]).toEqual([303, "/audit?connect_error=auth.read_only"]);
    }
  });
});

describe("a list is refused", () => {
  it("that leaves out who sets it", async () => {
    const { dana, apiToken } = await setUp();
    const { status, body } = await change(dana, ["kim@example.com"]);
    expect([status, body.code]).toEqual([422, "admins.without_you"]);
    expect(body.detail).toContain("Add dana@example.com");
    expect(await read({ token: apiToken })).toMatchObject({ admins: ["dana@example.com", "kim@example.com"] });
  });

  it("by whom nobody could let in again, because Heroku does not vouch for them", async () => {
    const { resourceId } = await provisionWithAdmin(service);
    const browser = await signInAs(resourceId, "dana@example.com", false);
    const { status, body } = await change(browser, ["dana@example.com"]);
    expect([status, body.code]).toEqual([422, "admins.without_you"]);
    expect(body.detail).toContain("Heroku did not vouch for your address");
  });

  it.each([
    ["of nobody", [], "admins must have at least one"],
    ["of what is no address", ["dana"], "must be an e-mail address"],
    ["that is none", "dana@example.com", "admins must be a list of e-mail addresses, or null"],
    ["of too many", Array.from({ length: 51 }, (_, i) => `d${i}@example.com`), "admins must have at most 50"],
    ["that is missing", undefined, "admins must be"],
  ])("%s", async (_what, admins, said) => {
    const { admin } = await provisionWithAdmin(service);
    const { status, body } = await change(admin, admins);
    expect([status, body.code], JSON.stringify(body)).toEqual([422, "body.bad_member"]);
    expect(body.detail).toContain(said);
  });

  it("from a token that may only read", async () => {
    const { apiToken } = await setUp();
    expect((await change({ token: apiToken }, null)).body.code).toBe("auth.scope");
  });
});
