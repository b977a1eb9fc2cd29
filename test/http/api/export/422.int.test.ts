import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { callApi } from "../../../support/api.ts";
import { provisionResource, startTestService, type TestService } from "../../../support/service.ts";

let service: TestService;
beforeAll(async () => {
  service = await startTestService({ hasWorkers: false });
});
afterAll(() => service.stop());

describe("GET /api/v1/logs/export answers 422 before any byte of a file", () => {
  it.each([
    ["format=xlsx", "query.bad_param"],
    ["limit=1000001", "query.bad_param"],
    ["gzip=yes", "query.bad_param"],
    ["from=now&to=-1h", "query.bad_range"],
    ["cursor=nonsense", "query.bad_cursor"],
  ])("to %s", async (params, code) => {
    const { apiToken: token } = await provisionResource(service);
    const answer = await callApi(service, { token }, "GET", `/logs/export?${params}`);
    expect(answer).toMatchObject({ status: 422, body: { code } });
    expect(answer.headers.get("content-disposition")).toBeNull();
  });
});
