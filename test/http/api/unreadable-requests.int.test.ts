import { afterAll, beforeAll, expect, it } from "vitest";
import { callApi, makeApiToken } from "../../support/api.ts";
import { provisionResource, startTestService, type TestService } from "../../support/service.ts";

let service: TestService;
let token: string;
beforeAll(async () => {
  service = await startTestService({ hasWorkers: false });
  token = await makeApiToken(service, (await provisionResource(service)).resourceId, ["read", "admin"]);
});
afterAll(() => service.stop());

it("an address that cannot be decoded is said to be what is wrong, and not a body", async () => {
  expect(await callApi(service, { token }, "GET", "/logs/%E0%A4%A/context")).toMatchObject({
    status: 400,
    body: { code: "request.invalid" },
  });
});

it("a body that is JSON and no object is not said to be no JSON", async () => {
  expect(await callApi(service, { token }, "POST", "/drains", { body: "null" })).toMatchObject({
    status: 400,
    body: { code: "body.invalid", detail: "The body is not a JSON object." },
  });
});

it("a form in a character set we do not know is answered with what to send, as text", async () => {
  const response = await fetch(`${service.url}/sso/login`, {
    method: "POST",
    headers: { "content-type": "application/x-www-form-urlencoded; charset=x-unknown" },
    body: "resource_id=x",
  });
  expect(response.status).toBe(415);
  expect(response.headers.get("content-type")).toContain("text/plain");
  expect(await response.text()).toMatch(/character set/);
});
