import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import { partnerCall, provisionBody, startTestService, type TestService } from "../../../support/service.ts";

let service: TestService;
beforeAll(async () => {
  service = await startTestService({ hasWorkers: false });
});
afterAll(() => service.stop());

afterEach(async () => {
  expect(await service.services.stores.pg("resources")).toEqual([]);
});

const basic = (pair: string) => `Basic ${Buffer.from(pair).toString("base64")}`;

describe("POST /heroku/resources answers 401 and stores nothing", () => {
  it.each([
    ["without credentials", null],
    ["to a wrong password", basic("draintrail:pw-for-test")],
    ["to a wrong add-on id", basic("draintrai:pw-for-tests")],
    ["to an empty password", basic("draintrail:")],
    ["to another scheme", "Bearer pw-for-tests"],
    ["to a scheme alone", "Basic"],
    ["to what is no base64", "Basic !!!"],
    ["to a pair without a colon", basic("draintrail")],
    ["to no scheme at all", "garbage"],
  ])("%s", async (_what, authorization) => {
    const response = await partnerCall(service, "POST", "", provisionBody(), authorization);
    expect(response.status).toBe(401);
    expect(response.headers.get("www-authenticate")).toMatch(/^Basic /);
    expect(await response.json()).toMatchObject({ message: expect.any(String) });
  });

  it.each([
    ["that is not JSON", "{ not json"],
    ["larger than any provisioning call", `"${"x".repeat(5_000_000)}"`],
  ])("before it reads a body %s", async (_what, body) => {
    const response = await partnerCall(service, "POST", "", body, basic("draintrail:wrong"));
    expect(response.status).toBe(401);
    expect(response.headers.get("www-authenticate")).toMatch(/^Basic /);
  });
});
