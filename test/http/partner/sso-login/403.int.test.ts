import { createHash } from "node:crypto";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { createTestClock } from "../../../support/clock.ts";
import { provisionResource, startTestService, type TestService } from "../../../support/service.ts";
import { postSso, ssoForm, ssoSalt, without } from "../../../support/sso.ts";

const clock = createTestClock();
let service: TestService;
let resourceId: string;
beforeAll(async () => {
  service = await startTestService({ hasWorkers: false, clock });
  ({ resourceId } = await provisionResource(service));
});
afterAll(() => service.stop());

const seconds = () => Math.floor(clock.now().getTime() / 1000);
const good = () => ssoForm({ resourceId, timestamp: seconds(), userId: "b7e2c1a4-53d0-4c1f-9d3a-6f0e2b8a7c11" });

async function refused(form: Record<string, string>) {
  const response = await postSso(service, form);
  expect(response.status).toBe(403);
  expect(response.headers.getSetCookie()).toEqual([]);
  expect(await response.text()).toContain("Open Draintrail again from Heroku");
}

describe("POST /sso/login answers 403, a sentence for a person, and no session", () => {
  it("to a wrong resource token", async () => {
    await refused({ ...without(good(), "user_scoped_resource_token"), resource_token: "0".repeat(40) });
  });

  it.each(["email", "user_id"])(
    "to an altered %s, even with the right resource token: the user-scoped token binds it",
    async (field) => {
      await refused({ ...good(), [field]: "somebody-else" });
    },
  );

  it("to a wrong or empty user-scoped token, even with the right resource token", async () => {
    await refused({ ...good(), user_scoped_resource_token: "f".repeat(64) });
    await refused({ ...good(), user_scoped_resource_token: "" });
  });

  it("to a token of another resource", async () => {
    const other = await provisionResource(service);
    await refused({ ...good(), resource_id: other.resourceId });
  });

  it("to a right token of a wrong salt", async () => {
    const timestamp = seconds();
    const resource_token = createHash("sha1").update(`${resourceId}:${ssoSalt}x:${timestamp}`).digest("hex");
    await refused({ resource_id: resourceId, resource_token, timestamp: String(timestamp) });
  });

  it("to a good form 301 s old", async () => {
    const form = good();
    clock.advance(301_000);
    await refused(form);
  });

  it("to a good form from further in the future than clocks differ", async () => {
    await refused(ssoForm({ resourceId, timestamp: seconds() + 120 }));
  });

  it.each(["", "soon", "1772615700.5", "-1", "0x69a8", "1e9", "9".repeat(30)])(
    "to the timestamp %j, rightly signed",
    async (timestamp) => {
      await refused(ssoForm({ resourceId, timestamp }));
    },
  );

  it.each(["timestamp", "resource_id"])("to a form without %s", async (field) => {
    await refused(without(good(), field));
  });

  it("to a form without any token, and to an empty one", async () => {
    await refused(without(good(), "resource_token", "user_scoped_resource_token"));
    await refused({});
  });

  it.each([
    ["a repeated field", `${new URLSearchParams(good())}&resource_token=a&resource_token=b`, undefined],
    ["a JSON body", JSON.stringify({ resource_id: "x" }), "application/json"],
    ["thousands of fields", "a=1&".repeat(3_000), undefined],
    ["a broken escape", "resource_id=%E0%A4%A&timestamp=%", undefined],
  ])("and never 500, to %s", async (_what, body, type = "application/x-www-form-urlencoded") => {
    const response = await fetch(`${service.url}/sso/login`, {
      method: "POST",
      headers: { "content-type": type },
      body: body.replace(/user_scoped_resource_token=[^&]*&?/, ""),
      redirect: "manual",
    });
    expect(response.status).toBeGreaterThanOrEqual(400);
    expect(response.status).toBeLessThan(500);
    expect(response.headers.getSetCookie()).toEqual([]);
  });
});
