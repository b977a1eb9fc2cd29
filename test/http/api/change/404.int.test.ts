import { afterAll, beforeAll, expect, it } from "vitest";
import {
  apiGet,
  type Provisioned,
  provisionResource,
  startTestService,
  type TestService,
} from "../../../support/service.ts";

let service: TestService;
let resource: Provisioned;
beforeAll(async () => {
  service = await startTestService({ hasWorkers: false });
  resource = await provisionResource(service);
});
afterAll(() => service.stop());

it.each(["a-7d0c5a51-5c2e-4c55-9b0e-2d1b6f0a9e11", "x", "a-'", "%00", `a-${"x".repeat(300)}`])(
  "GET /api/v1/changes/%s answers 404",
  async (id) => {
    expect(await apiGet(service, resource.apiToken, `/changes/${encodeURIComponent(id)}`)).toMatchObject({
      status: 404,
      body: { code: "change.not_found" },
    });
  },
);
