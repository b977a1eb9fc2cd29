import { afterAll, beforeAll, expect, it } from "vitest";
import { callApi } from "../../../support/api.ts";
import { provisionResource, startTestService, type TestService } from "../../../support/service.ts";

let service: TestService;
beforeAll(async () => {
  service = await startTestService({ hasWorkers: false });
});
afterAll(() => service.stop());

it("GET /api/v1/openapi.json answers 200 with the document, to who may call the API", async () => {
  const { apiToken: token } = await provisionResource(service);
  const { status, body } = await callApi<{ openapi: string }>(service, { token }, "GET", "/openapi.json");
  expect({ status, body }).toMatchObject({ status: 200, body: { openapi: "3.1.0" } });
  expect((await callApi(service, null, "GET", "/openapi.json")).status).toBe(401);
});
