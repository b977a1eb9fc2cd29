import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { partnerCall, provisionResource, startTestService, type TestService } from "../../../support/service.ts";

let service: TestService;
beforeAll(async () => {
  service = await startTestService({ hasWorkers: false });
});
afterAll(() => service.stop());

describe("PUT /heroku/resources/:uuid answers 410", () => {
  it("to a deprovisioned resource, whose plan stays as it was", async () => {
    const { resourceId } = await provisionResource(service, { plan: "basic" });
    await partnerCall(service, "DELETE", `/${resourceId}`);
    const response = await partnerCall(service, "PUT", `/${resourceId}`, { plan: "premium" });
    expect(response.status).toBe(410);
    const row = await service.services.stores.pg("resources").where({ id: resourceId }).first();
    expect(row).toMatchObject({ plan: "basic", state: "deprovisioned" });
  });
});
