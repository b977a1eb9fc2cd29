import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { callApi } from "../../../support/api.ts";
import { provisionResource, startTestService, type TestService } from "../../../support/service.ts";

let service: TestService;
beforeAll(async () => {
  service = await startTestService({ hasWorkers: false });
});
afterAll(() => service.stop());

describe("GET /api/v1/logs/fields answers 422", () => {
  it.each([
    ["from=yesterday", "query.bad_range"],
    ["from=-101d", "query.range_too_wide"],
    [`query=${"x".repeat(5000)}`, "query.bad_param"],
  ])("to %.20s", async (params, code) => {
    const { apiToken: token } = await provisionResource(service);
    const answer = await callApi(service, { token }, "GET", `/logs/fields?${params}`);
    expect(answer).toMatchObject({ status: 422, body: { code } });
  });
});
