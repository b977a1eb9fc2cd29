import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { partnerCall, provisionResource, startTestService, type TestService } from "../../../support/service.ts";

let service: TestService;
beforeAll(async () => {
  service = await startTestService({ hasWorkers: false });
});
afterAll(() => service.stop());

describe("PUT /heroku/resources/:uuid answers 401", () => {
  it.each([
    ["without credentials", null],
    ["to wrong ones", `Basic ${btoa("draintrail:wrong")}`],
  ])("%s, for a live resource and an unknown one alike, and the plan stays", async (_what, authorization) => {
    const { resourceId } = await provisionResource(service, { plan: "basic" });
    for (const path of [`/${resourceId}`, "/7a3c9c1e-3f40-4a55-8f5a-0e6c5ad9a001", "/no-uuid"]) {
      const response = await partnerCall(service, "PUT", path, { plan: "premium" }, authorization);
      expect(response.status).toBe(401);
      expect(response.headers.get("www-authenticate")).toMatch(/^Basic /);
    }
    const row = await service.services.stores.pg("resources").where({ id: resourceId }).first();
    expect(row.plan).toBe("basic");
  });
});
