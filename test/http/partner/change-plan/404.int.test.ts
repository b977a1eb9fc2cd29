import { randomUUID } from "node:crypto";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { partnerCall, startTestService, type TestService } from "../../../support/service.ts";

let service: TestService;
beforeAll(async () => {
  service = await startTestService({ hasWorkers: false });
});
afterAll(() => service.stop());

describe("PUT /heroku/resources/:uuid answers 404", () => {
  it.each([
    ["a uuid never seen", randomUUID()],
    ["what is no uuid", "12345"],
  ])("to %s, and makes no resource", async (_what, uuid) => {
    const response = await partnerCall(service, "PUT", `/${uuid}`, { plan: "basic" });
    expect(response.status).toBe(404);
    expect(await response.json()).toMatchObject({ message: expect.any(String) });
    expect(await service.services.stores.pg("resources")).toEqual([]);
  });
});
