import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { Problem } from "../../../../app/contract/api.ts";
import { apiGet, provisionResource, startTestService, type TestService } from "../../../support/service.ts";

let service: TestService;
let apiToken: string;
beforeAll(async () => {
  service = await startTestService({ hasWorkers: false });
  ({ apiToken } = await provisionResource(service));
});
afterAll(() => service.stop());

async function problem(path: string): Promise<Problem> {
  const { status, body } = await apiGet<Problem>(service, apiToken, path);
  expect({ path, status }).toEqual({ path, status: 422 });
  return body;
}

describe("GET /api/v1/logs answers 422 and says what to change", () => {
  it.each(["0", "1001", "-1", "1.5", "many", ""])("to the limit %j", async (limit) => {
    expect(await problem(`/logs?limit=${limit}`)).toMatchObject({
      code: "query.bad_param",
      detail: expect.stringContaining("limit"),
    });
  });

  it("to an order that is neither asc nor desc, and to a parameter given twice", async () => {
    expect((await problem("/logs?order=newest")).detail).toContain("order");
    expect((await problem("/logs?query=a&query=b")).detail).toContain("query");
  });

  it("to a query longer than any search", async () => {
    expect((await problem(`/logs?query=${"x".repeat(4_097)}`)).detail).toContain("4096");
  });

  it.each([
    "from=yesterday",
    "from=-15",
    "from=-1y",
    "to=12345",
    "from=2026-13-01",
    "from=2026-03-04T25:00:00Z",
    "from=now",
    "from=now&to=-1h",
    "from=2026-03-04T10:00:00Z&to=2026-03-04T09:00:00Z",
    "from=2026-03-04&to=2026-03-04",
    "from=1969-12-31T23:59:59Z",
  ])("to the range %s", async (range) => {
    expect(await problem(`/logs?${range}`)).toMatchObject({ code: "query.bad_range" });
    expect(await problem(`/logs/histogram?${range}`)).toMatchObject({ code: "query.bad_range" });
  });

  const ips = (count: number) => Array.from({ length: count }, (_, i) => `ip:10.2.${i}.4`).join(" OR ");

  it.each([
    ["addresses in one line", ips(200).replaceAll(" OR ", " ")],
    ["numbers", Array.from({ length: 200 }, (_, i) => `ip:1${i}`).join(" OR ")],
  ])("to more %s than the store can be asked about at once", async (_, query) => {
    expect(await problem(`/logs?query=${encodeURIComponent(query)}`)).toMatchObject({ code: "query.too_large" });
  });

  it.each([
    ["an address many times", "ip:1.2.3.4 ".repeat(370)],
    ["a number many times", "service:>=1ms ".repeat(290)],
    ["as many addresses as a query has conditions", ips(200)],
    ["as many to leave out", ips(200).replaceAll(" OR ", " -")],
    ["as many numbers", Array.from({ length: 100 }, (_, i) => `k${i}:>${i}ms`).join(" OR ")],
  ])("but not to %s", async (_, query) => {
    expect(await apiGet(service, apiToken, `/logs?query=${encodeURIComponent(query)}`)).toMatchObject({ status: 200 });
  });

  it.each(["x", "1-2-3", "1-2-3-4-5", "zzzzzzzzzzz-1-1-1", "1-1-1-1%27", "-1-1-1-1"])(
    "to the cursor %j",
    async (cursor) => {
      expect(await problem(`/logs?cursor=${cursor}`)).toMatchObject({ code: "query.bad_cursor" });
    },
  );

  it("to too many histogram buckets or context lines", async () => {
    expect((await problem("/logs/histogram?buckets=501")).detail).toContain("buckets");
    expect((await problem("/logs/1-1-1-1/context?before=501")).detail).toContain("before");
  });

  it("as problem+json with type, title, status, detail and code", async () => {
    expect(await problem("/logs?limit=0")).toEqual({
      type: `${service.url}/docs/errors#query.bad_param`,
      title: expect.any(String),
      status: 422,
      detail: expect.any(String),
      code: "query.bad_param",
    });
  });
});
