import { afterAll, beforeAll, expect, it } from "vitest";
import { callApi, makeApiToken } from "../../../support/api.ts";
import { partnerCall, provisionResource, startTestService, type TestService } from "../../../support/service.ts";
import { signIn } from "../../../support/sso.ts";

let service: TestService;
beforeAll(async () => {
  service = await startTestService({ hasWorkers: false });
});
afterAll(() => service.stop());

it("every request asks whether the resource still lives: a session and every token end with it", async () => {
  const { resourceId, apiToken } = await provisionResource(service);
  const callers = [
    { caller: { cookie: await signIn(service, resourceId) }, code: "auth.session_ended" },
    { caller: { token: apiToken }, code: "auth.bad_token" },
    { caller: { token: await makeApiToken(service, resourceId, ["admin"]) }, code: "auth.bad_token" },
  ];
  for (const { caller } of callers) expect((await callApi(service, caller, "GET", "/resource")).status).toBe(200);
  expect((await partnerCall(service, "DELETE", `/${resourceId}`)).status).toBe(204);
  for (const { caller, code } of callers)
    for (const [method, path] of [
      ["GET", "/resource"],
      ["GET", "/logs"],
      ["GET", "/drains"],
      ["GET", "/visits"],
      ["POST", "/drains"],
    ] as const)
      expect(await callApi(service, caller, method, path), path).toMatchObject({ status: 401, body: { code } });
});

it("a token with the scope admin may read, too", async () => {
  const { resourceId } = await provisionResource(service);
  const token = await makeApiToken(service, resourceId, ["admin"]);
  for (const path of ["/resource", "/logs", "/drains", "/visits", "/ledger"])
    expect((await callApi(service, { token }, "GET", path)).status, path).toBe(200);
});

it("a token without scopes may do nothing", async () => {
  const { resourceId } = await provisionResource(service);
  const token = await makeApiToken(service, resourceId, []);
  for (const path of ["/resource", "/logs", "/logs/tail", "/drains", "/visits", "/ledger"])
    expect(await callApi(service, { token }, "GET", path), path).toMatchObject({
      status: 403,
      body: { code: "auth.scope" },
    });
});
