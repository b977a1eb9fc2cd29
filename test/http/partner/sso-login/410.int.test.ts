import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { partnerCall, provisionResource, startTestService, type TestService } from "../../../support/service.ts";
import { postSso, ssoForm } from "../../../support/sso.ts";

let service: TestService;
beforeAll(async () => {
  service = await startTestService({ hasWorkers: false });
});
afterAll(() => service.stop());

describe("POST /sso/login answers 410", () => {
  it("to a rightly signed form for a deprovisioned resource, with a sentence and without a session", async () => {
    const { resourceId } = await provisionResource(service);
    await partnerCall(service, "DELETE", `/${resourceId}`);
    const response = await postSso(service, ssoForm({ resourceId }));
    expect(response.status).toBe(410);
    expect(await response.text()).toContain("heroku addons:create draintrail");
    expect(response.headers.getSetCookie()).toEqual([]);
  });
});
