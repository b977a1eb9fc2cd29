import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { provisionResource, startTestService, type TestService } from "../../../support/service.ts";
import { cookiesOf, signIn } from "../../../support/sso.ts";

let service: TestService;
beforeAll(async () => {
  service = await startTestService({ hasWorkers: false });
});
afterAll(() => service.stop());

const resourceWith = (cookie: string) => fetch(`${service.url}/api/v1/resource`, { headers: { cookie } });
const logout = (headers: Record<string, string>) => fetch(`${service.url}/logout`, { method: "POST", headers });

describe("a dashboard session", () => {
  it("opens the API for its own resource", async () => {
    const { resourceId } = await provisionResource(service);
    const response = await resourceWith(await signIn(service, resourceId));
    expect(await response.json()).toMatchObject({ id: resourceId });
  });

  it("is refused when a single character of the cookie was altered", async () => {
    const { resourceId } = await provisionResource(service);
    const cookie = await signIn(service, resourceId);
    const value = /draintrail_session=([^;]+)/.exec(cookie)?.[1] ?? "";
    const altered = cookie.replace(value, `${value.startsWith("A") ? "B" : "A"}${value.slice(1)}`);
    const response = await resourceWith(altered);
    expect(response.status).toBe(401);
    expect(await response.json()).toMatchObject({ code: "auth.session_ended" });
  });

  it("is refused when it was made up without our signature", async () => {
    const { resourceId } = await provisionResource(service);
    const forged = btoa(JSON.stringify({ resourceId, userId: "x", email: "x", startedAt: Date.now() }));
    expect((await resourceWith(`draintrail_session=${forged}`)).status).toBe(401);
  });

  it("ends with logout", async () => {
    const { resourceId } = await provisionResource(service);
    const cookie = await signIn(service, resourceId);
    const response = await logout({ cookie, "x-requested-with": "draintrail" });
    expect(response.status).toBe(204);
    expect((await resourceWith(cookiesOf(response))).status).toBe(401);
  });

  it("cannot be ended by another site's form", async () => {
    const { resourceId } = await provisionResource(service);
    const cookie = await signIn(service, resourceId);
    expect((await logout({ cookie })).status).toBe(403);
    const crossSite = { cookie, "x-requested-with": "draintrail", "sec-fetch-site": "cross-site" };
    expect((await logout(crossSite)).status).toBe(403);
  });
});
