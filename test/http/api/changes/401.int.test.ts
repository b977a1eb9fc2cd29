import { afterAll, beforeAll, expect, it } from "vitest";
import { callApi } from "../../../support/api.ts";
import { startTestService, type TestService } from "../../../support/service.ts";

let service: TestService;
beforeAll(async () => {
  service = await startTestService({ hasWorkers: false });
});
afterAll(() => service.stop());

it.each(["/changes", "/changes/histogram", "/changes/around", "/changes/export", "/changes/a-1"])(
  "GET /api/v1%s answers 401 to a stranger",
  async (path) => {
    expect(await callApi(service, null, "GET", path)).toMatchObject({ status: 401, body: { code: "auth.missing" } });
  },
);
