import { afterAll, beforeAll, describe, expect, it } from "vitest";
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

const paths = ["/changes", "/changes/histogram", "/changes/export"];

describe.each(paths)("GET /api/v1%s answers 422", (path) => {
  it.each([
    ["from=yesterday", "query.bad_range"],
    ["from=now&to=-1h", "query.bad_range"],
    [`query=${"x".repeat(4_097)}`, "query.bad_param"],
  ])("to %s", async (query, code) => {
    expect(await apiGet(service, resource.apiToken, `${path}?${query}`)).toMatchObject({ status: 422, body: { code } });
  });
});

describe("GET /api/v1/changes answers 422", () => {
  it.each(["1001", "0", "x"])("to a limit of %s", async (limit) => {
    expect(await apiGet(service, resource.apiToken, `/changes?limit=${limit}`)).toMatchObject({
      status: 422,
      body: { code: "query.bad_param" },
    });
  });

  it.each(["x", "abc.", ".a-1", "zz.x-1", "mfabc.a-'", `${"z".repeat(10)}.a-1`])("to the cursor %j", async (cursor) => {
    for (const path of ["/changes", "/changes/export"])
      expect(await apiGet(service, resource.apiToken, `${path}?cursor=${encodeURIComponent(cursor)}`)).toMatchObject({
        status: 422,
        body: { code: "query.bad_cursor" },
      });
  });
});
