import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { ResourceAnswer } from "../../../../app/contract/api.ts";
import { createTestClock } from "../../../support/clock.ts";
import { provisionResource, startTestService, type TestService } from "../../../support/service.ts";
import { cookiesOf, postSso, ssoForm, without } from "../../../support/sso.ts";

const clock = createTestClock();
let service: TestService;
beforeAll(async () => {
  service = await startTestService({ hasWorkers: false, clock });
});
afterAll(() => service.stop());

const seconds = () => Math.floor(clock.now().getTime() / 1000);

async function viewerOf(response: Response): Promise<ResourceAnswer["viewer"] & { resourceId: string }> {
  const answer = await fetch(`${service.url}/api/v1/resource`, { headers: { cookie: cookiesOf(response) } });
  expect(answer.status).toBe(200);
  const { viewer, id } = (await answer.json()) as ResourceAnswer;
  return { ...viewer, resourceId: id };
}

describe("POST /sso/login answers 303 to /logs with a session of that resource", () => {
  it("to known test vectors", async () => {
    const resourceId = "0d3f6a52-9b1c-4e7e-8a44-2f5c1b7d9e60";
    await provisionResource(service, { uuid: resourceId });
    clock.set(new Date(1_772_615_700_000));
    const form = {
      resource_id: resourceId,
      resource_token: "85fb659b8738a7e8643ace45e13c4f905666637e",
      user_scoped_resource_token: "d025d114451ec4bbd0a7667cc99d1f75c7095613e01d6def4a2067530d337797",
      timestamp: "1772615700",
      user_id: "b7e2c1a4-53d0-4c1f-9d3a-6f0e2b8a7c11",
      email: "dana@example.com",
    };
    for (const accepted of [form, without(form, "resource_token"), without(form, "user_scoped_resource_token")]) {
      const response = await postSso(service, accepted);
      expect(response.status).toBe(303);
      expect(response.headers.get("location")).toBe("/logs");
    }
    clock.set(new Date());
  });

  it("to a good user-scoped token: the email is verified", async () => {
    const { resourceId } = await provisionResource(service);
    const response = await postSso(service, ssoForm({ resourceId, timestamp: seconds(), email: "dana@example.com" }));
    expect(await viewerOf(response)).toEqual({
      resourceId,
      kind: "session",
      email: "dana@example.com",
      is_email_verified: true,
    });
  });

  it("to a good resource token alone: the email is only what the browser said", async () => {
    const { resourceId } = await provisionResource(service);
    const form = without(ssoForm({ resourceId, timestamp: seconds() }), "user_scoped_resource_token");
    const response = await postSso(service, { ...form, email: "mallory@example.com" });
    expect(await viewerOf(response)).toMatchObject({ email: "mallory@example.com", is_email_verified: false });
  });

  it("to the version 1 fields that kensa sends: id, token, timestamp, nav-data, email, app", async () => {
    const { resourceId } = await provisionResource(service);
    const form = ssoForm({ resourceId, timestamp: seconds() });
    const response = await postSso(service, {
      id: resourceId,
      token: form.resource_token as string,
      timestamp: form.timestamp as string,
      "nav-data": "eyJhZGRvbiI6IkRyYWludHJhaWwifQ",
      email: "user@example.com",
      app: "myapp",
    });
    expect(response.status).toBe(303);
    expect(await viewerOf(response)).toMatchObject({ resourceId, is_email_verified: false });
  });

  it("to a timestamp 290 s old, and to one 30 s ahead of our clock", async () => {
    const { resourceId } = await provisionResource(service);
    for (const timestamp of [seconds() - 290, seconds() + 30])
      expect((await postSso(service, ssoForm({ resourceId, timestamp }))).status).toBe(303);
  });

  it("to fields it does not know, and to a plain POST without nav-data", async () => {
    const { resourceId } = await provisionResource(service);
    const form = { ...ssoForm({ resourceId, timestamp: seconds() }), utm_source: "dashboard", theme: "dark" };
    expect((await postSso(service, form)).status).toBe(303);
  });

  it("with a session cookie that no script and no cross-site request can use", async () => {
    const { resourceId } = await provisionResource(service);
    const response = await postSso(service, ssoForm({ resourceId, timestamp: seconds() }));
    const session = response.headers.getSetCookie().filter((cookie) => cookie.startsWith("draintrail_session"));
    expect(session).not.toEqual([]);
    for (const cookie of session) {
      expect(cookie).toMatch(/; *httponly/i);
      expect(cookie).toMatch(/; *samesite=lax/i);
      expect(cookie).toMatch(/; *path=\//i);
    }
  });

  it("with the cookie heroku-nav-data holding exactly what was sent", async () => {
    const { resourceId } = await provisionResource(service);
    const navData = "eyJhcHBuYW1lIjoiaGFyYm9yLXF1YXkifQ";
    const form = { ...ssoForm({ resourceId, timestamp: seconds() }), "nav-data": navData };
    const cookies = (await postSso(service, form)).headers.getSetCookie();
    expect(cookies.find((cookie) => cookie.startsWith("heroku-nav-data="))).toMatch(
      new RegExp(`^heroku-nav-data=${navData};.*path=/`, "i"),
    );
  });

  it("and a second sign-in replaces the first: a session holds one resource", async () => {
    const first = await provisionResource(service);
    const second = await provisionResource(service);
    const cookie = cookiesOf(await postSso(service, ssoForm({ resourceId: first.resourceId, timestamp: seconds() })));
    const response = await fetch(`${service.url}/sso/login`, {
      method: "POST",
      headers: { cookie },
      body: new URLSearchParams(ssoForm({ resourceId: second.resourceId, timestamp: seconds() })),
      redirect: "manual",
    });
    expect(await viewerOf(response)).toMatchObject({ resourceId: second.resourceId });
  });
});
