import { randomUUID } from "node:crypto";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { partnerCall, provisionResource, startTestService, type TestService } from "../../../support/service.ts";

let service: TestService;
beforeAll(async () => {
  service = await startTestService({ hasWorkers: false });
});
afterAll(() => service.stop());

describe("DELETE /heroku/resources/:uuid answers 410", () => {
  it("to a repeat, with a message", async () => {
    const { resourceId } = await provisionResource(service);
    expect((await partnerCall(service, "DELETE", `/${resourceId}`)).status).toBe(204);
    const again = await partnerCall(service, "DELETE", `/${resourceId}`);
    expect(again.status).toBe(410);
    expect(await again.json()).toMatchObject({ message: expect.any(String) });
  });

  it("to a uuid never seen", async () => {
    expect((await partnerCall(service, "DELETE", `/${randomUUID()}`)).status).toBe(410);
  });

  it("to all but one of several at once", async () => {
    const { resourceId } = await provisionResource(service);
    const responses = await Promise.all([1, 2, 3].map(() => partnerCall(service, "DELETE", `/${resourceId}`)));
    expect(responses.map((response) => response.status).sort()).toEqual([204, 410, 410]);
  });
});
