import { afterAll, beforeAll, describe, expect, it } from "vitest";
import {
  apiGet,
  partnerCall,
  provisionResource,
  startTestService,
  type TestService,
} from "../../../support/service.ts";

let service: TestService;
beforeAll(async () => {
  service = await startTestService({ hasWorkers: false });
});
afterAll(() => service.stop());

const wrong = `Basic ${btoa("draintrail:wrong")}`;

describe("DELETE /heroku/resources/:uuid answers 401", () => {
  it.each([
    ["without credentials", null],
    ["to wrong ones", wrong],
  ])("%s, and the resource lives on", async (_what, authorization) => {
    const { resourceId, apiToken } = await provisionResource(service);
    const response = await partnerCall(service, "DELETE", `/${resourceId}`, undefined, authorization);
    expect(response.status).toBe(401);
    expect(response.headers.get("www-authenticate")).toMatch(/^Basic /);
    expect((await apiGet(service, apiToken, "/resource")).status).toBe(200);
  });

  it("to wrong credentials for a resource already deleted: who asks is checked before what is asked", async () => {
    const { resourceId } = await provisionResource(service);
    await partnerCall(service, "DELETE", `/${resourceId}`);
    expect((await partnerCall(service, "DELETE", `/${resourceId}`, undefined, wrong)).status).toBe(401);
  });
});
