import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { callApi, makeApiToken } from "../../../support/api.ts";
import { type ManualDrain, makeManualDrain, postManual, someFrame } from "../../../support/manual-drains.ts";
import { startTestService, type TestService } from "../../../support/service.ts";
import { signIn } from "../../../support/sso.ts";

let service: TestService;
let drain: ManualDrain;
beforeAll(async () => {
  service = await startTestService({ hasWorkers: false });
  drain = await makeManualDrain(service);
});
afterAll(() => service.stop());
const WRITES = [
  ["POST", () => "/drains", { name: "quay" }],
  ["POST", () => `/drains/${drain.drainId}/rotate`, undefined],
  ["DELETE", () => `/drains/${drain.drainId}`, undefined],
] as const;

describe.each(WRITES)("%s of a manual drain (%#)", (method, path, body) => {
  const options = body === undefined ? {} : { body };

  it("refuses a read token with 403", async () => {
    const answer = await callApi(service, { token: drain.apiToken }, method, path(), options);
    expect(answer).toMatchObject({ status: 403, body: { code: "auth.scope" } });
  });

  it("refuses a session's call without our own page's header with 403", async () => {
    const cookie = await signIn(service, drain.resourceId);
    const headers = { "x-requested-with": null };
    const answer = await callApi(service, { cookie }, method, path(), { ...options, headers });
    expect(answer).toMatchObject({ status: 403, body: { code: "auth.cross_site" } });
  });

  it("refuses a session's call that the browser says another site made with 403", async () => {
    const cookie = await signIn(service, drain.resourceId);
    const headers = { "sec-fetch-site": "cross-site" };
    const answer = await callApi(service, { cookie }, method, path(), { ...options, headers });
    expect(answer).toMatchObject({ status: 403, body: { code: "auth.cross_site" } });
  });

  it("refuses a stranger with 401", async () => {
    expect(await callApi(service, null, method, path(), options)).toMatchObject({
      status: 401,
      body: { code: "auth.missing" },
    });
  });

  it("and nothing of that changed the drain", async () => {
    expect((await postManual(service, drain, someFrame())).status).toBe(204);
    const rows = await service.services.stores.pg("manual_drains").where({ resource_id: drain.resourceId });
    expect(rows).toMatchObject([{ id: drain.drainId, rotated_at: null, revoked_at: null }]);
  });
});

it("a token without any scope may not even list", async () => {
  const token = await makeApiToken(service, drain.resourceId, []);
  expect(await callApi(service, { token }, "GET", "/drains")).toMatchObject({
    status: 403,
    body: { code: "auth.scope" },
  });
});
