import { afterAll, beforeAll, expect, it } from "vitest";
import { apiGet, provisionResource, startTestService, type TestService } from "../../../support/service.ts";

let service: TestService;
beforeAll(async () => {
  service = await startTestService({ hasWorkers: false });
});
afterAll(() => service.stop());

it.each([
  ["at=noon", "query.bad_range"],
  ["at=2026-13-01", "query.bad_range"],
  ["minutes=0", "query.bad_param"],
  ["minutes=99999999", "query.bad_param"],
  ["limit=201", "query.bad_param"],
  [`app=${"x".repeat(101)}`, "query.bad_param"],
])("GET /api/v1/changes/around answers 422 to %s", async (query, code) => {
  const { apiToken } = await provisionResource(service);
  expect(await apiGet(service, apiToken, `/changes/around?${query}`)).toMatchObject({ status: 422, body: { code } });
});
