import { randomUUID } from "node:crypto";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { VisitsAnswer } from "../../../../app/contract/api.ts";
import { pruneControlPlane } from "../../../../app/domain/ledger/prune-control-plane.ts";
import { callApi } from "../../../support/api.ts";
import { createTestClock, type TestClock } from "../../../support/clock.ts";
import { provisionResource, startTestService, type TestService } from "../../../support/service.ts";
import { cookiesOf, postSso, ssoForm, without } from "../../../support/sso.ts";

let service: TestService;
let clock: TestClock;
beforeAll(async () => {
  clock = createTestClock();
  service = await startTestService({ hasWorkers: false, clock });
});
afterAll(() => service.stop());

const formFor = (resourceId: string, changes: { userId?: string; email?: string } = {}) =>
  ssoForm({ resourceId, timestamp: Math.floor(clock.now().getTime() / 1000), ...changes });
const visitsOf = async (token: string) => (await callApi<VisitsAnswer>(service, { token }, "GET", "/visits")).body.data;

describe("GET /api/v1/visits", () => {
  it("tells who opened the dashboard, verified or not, what and from which app, newest first", async () => {
    const { resourceId, apiToken } = await provisionResource(service);
    const userId = randomUUID();
    expect((await postSso(service, formFor(resourceId, { userId, email: "dana@example.com" }))).status).toBe(303);
    clock.advance(1000);
    const older = without(formFor(resourceId, { email: "eve@example.com" }), "user_scoped_resource_token");
    expect((await postSso(service, { ...older, context_app: "harbor-staging" })).status).toBe(303);
    const [second, first] = await visitsOf(apiToken);
    expect(first).toEqual({
      at: new Date(clock.now().getTime() - 1000).toISOString(),
      email: "dana@example.com",
      is_email_verified: true,
      user_id: userId,
      opened: "/logs",
      app: "harbor-quay",
    });
    expect(second).toMatchObject({ email: "eve@example.com", is_email_verified: false, app: "harbor-staging" });
  });

  it("shows a session, too, and nothing of another resource", async () => {
    const [mine, theirs] = [await provisionResource(service), await provisionResource(service)];
    await postSso(service, formFor(theirs.resourceId, { email: "theirs@example.com" }));
    const cookie = cookiesOf(await postSso(service, formFor(mine.resourceId, { email: "mine@example.com" })));
    const { body } = await callApi<VisitsAnswer>(service, { cookie }, "GET", "/visits");
    expect(body.data.map((visit) => visit.email)).toEqual(["mine@example.com"]);
  });

  it("a refused sign-in is no visit", async () => {
    const { resourceId, apiToken } = await provisionResource(service);
    const forged = { ...formFor(resourceId), user_scoped_resource_token: "0".repeat(64) };
    expect((await postSso(service, forged)).status).toBe(403);
    expect(await visitsOf(apiToken)).toEqual([]);
  });

  it("shows at most the newest hundred", async () => {
    const { resourceId, apiToken } = await provisionResource(service);
    for (let i = 0; i < 102; i++) await postSso(service, formFor(resourceId, { email: `${i}@example.com` }));
    const visits = await visitsOf(apiToken);
    expect(visits).toHaveLength(100);
    expect([visits[0]?.email, visits[99]?.email]).toEqual(["101@example.com", "2@example.com"]);
  });

  it("a hostile form is noted as plain, short text and lets its sender in all the same", async () => {
    const { resourceId, apiToken } = await provisionResource(service);
    const form = without(formFor(resourceId), "user_scoped_resource_token");
    const hostile = { ...form, email: `<b>x</b>\u0000\u202e${"y".repeat(5000)}`, context_app: "a\r\nb" };
    expect((await postSso(service, hostile)).status).toBe(303);
    const [visit] = await visitsOf(apiToken);
    expect(visit?.email).toHaveLength(254);
    expect(visit?.email).not.toContain("\u0000");
    expect(visit?.app).toBe("ab");
  });

  it("is pruned after 400 days", async () => {
    const { resourceId, apiToken } = await provisionResource(service);
    await postSso(service, formFor(resourceId));
    clock.advance(399 * 86_400_000);
    await pruneControlPlane(service.services);
    expect(await visitsOf(apiToken)).toHaveLength(1);
    clock.advance(2 * 86_400_000);
    await pruneControlPlane(service.services);
    expect(await visitsOf(apiToken)).toEqual([]);
  });
});

describe("the cookie with Heroku's navigation data", () => {
  const cookieOf = (response: Response) =>
    response.headers.getSetCookie().find((cookie) => cookie.startsWith("heroku-nav-data=")) ?? "";

  it("is exactly what the form brought, for the page's header to read", async () => {
    const { resourceId } = await provisionResource(service);
    const navData = Buffer.from(JSON.stringify({ addon: "Your Addon", appname: "myapp" })).toString("base64url");
    const cookie = cookieOf(await postSso(service, { ...formFor(resourceId), "nav-data": navData }));
    expect(cookie).toContain(`heroku-nav-data=${navData};`);
    expect(cookie).toContain("Path=/");
    expect(cookie).not.toContain("HttpOnly");
  });

  it.each([undefined, "x".repeat(3001)])(
    "of an older visit goes when the form brings none, or too much",
    async (navData) => {
      const { resourceId } = await provisionResource(service);
      const form = { ...formFor(resourceId), ...(navData === undefined ? {} : { "nav-data": navData }) };
      const cookie = cookieOf(await postSso(service, form));
      expect(cookie).toContain("heroku-nav-data=;");
      expect(cookie).toContain("Expires=Thu, 01 Jan 1970");
    },
  );
});
