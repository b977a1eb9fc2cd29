import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { partnerCall, provisionBody, startTestService, type TestService } from "../../../support/service.ts";

let service: TestService;
beforeAll(async () => {
  service = await startTestService({ hasWorkers: false });
});
afterAll(() => service.stop());

async function refused(body: unknown): Promise<string> {
  const response = await partnerCall(service, "POST", "", body);
  expect(response.status).toBe(422);
  const { message } = (await response.json()) as { message: string };
  expect(await service.services.stores.pg("resources")).toEqual([]);
  return message;
}

describe("POST /heroku/resources answers 422 with a message for the customer, and stores nothing", () => {
  it("to an unknown plan, and lists the plans there are", async () => {
    const message = await refused(provisionBody({ plan: "platinum" }));
    for (const plan of ["test", "basic", "standard", "premium", "enterprise"]) expect(message).toContain(plan);
  });

  it("to an option it does not have, and names it", async () => {
    expect(await refused(provisionBody({ options: { retention: "30d" } }))).toContain("--retention");
  });

  it.each([
    ["without uuid", provisionBody({ uuid: undefined })],
    ["with a uuid that is none", provisionBody({ uuid: "12345" })],
    ["without plan", provisionBody({ plan: undefined })],
    ["with a plan that is no text", provisionBody({ plan: { name: "basic" } })],
    ["that is empty", ""],
    ["that is not JSON", "uuid=1&plan=basic"],
    ["that is cut short", JSON.stringify(provisionBody()).slice(0, 60)],
    ["that is a JSON list", [provisionBody()]],
    ["that is null", "null"],
  ])("to a body %s", async (_what, body) => {
    expect(await refused(body)).toMatch(/\w/);
  });
});
