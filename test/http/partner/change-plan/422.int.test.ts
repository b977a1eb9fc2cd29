import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { partnerCall, provisionResource, startTestService, type TestService } from "../../../support/service.ts";

let service: TestService;
beforeAll(async () => {
  service = await startTestService({ hasWorkers: false });
});
afterAll(() => service.stop());

describe("PUT /heroku/resources/:uuid answers 422 with a message, and the plan stays", () => {
  it.each([
    ["an unknown plan", { plan: "foo" }],
    ["no plan", {}],
    ["a plan that is no text", { plan: 7 }],
    ["a body that is not JSON", "plan=basic"],
  ])("to %s", async (_what, body) => {
    const { resourceId } = await provisionResource(service, { plan: "basic" });
    const response = await partnerCall(service, "PUT", `/${resourceId}`, body);
    expect(response.status).toBe(422);
    expect(await response.json()).toMatchObject({ message: expect.stringMatching(/\w/) });
    const row = await service.services.stores.pg("resources").where({ id: resourceId }).first();
    expect(row.plan).toBe("basic");
  });
});
