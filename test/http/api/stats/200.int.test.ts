import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { DynoStatsAnswer, RouterStatsAnswer } from "../../../../app/contract/api.ts";
import { syslogLine } from "../../../support/frames.ts";
import { apiGet, provisionResource, startTestService, type TestService } from "../../../support/service.ts";
import { storeLines } from "../../../support/store-lines.ts";

let service: TestService;
beforeAll(async () => {
  service = await startTestService();
});
afterAll(() => service.stop());

/** The start of an hour that is over. */
const hour = Math.floor(Date.now() / 3_600_000) * 3_600_000 - 2 * 3_600_000;
const range = `from=${new Date(hour).toISOString()}&to=${new Date(hour + 3_600_000).toISOString()}&buckets=4`;
const router = (status: string, service_: string, minute: number) =>
  syslogLine(
    `at=info method=GET path="/" host=h request_id=r dyno=web.1 service=${service_} status=${status} bytes=100`,
    {
      app: "heroku",
      process: "router",
      at: new Date(hour + minute * 60_000),
    },
  );
const metrics = (process: string, text: string, minute: number) =>
  syslogLine(`source=${process} dyno=heroku.1.u ${text}`, {
    app: "heroku",
    process,
    at: new Date(hour + minute * 60_000),
  });

describe("GET /api/v1/stats/router answers 200", () => {
  it("with requests, classes and percentiles per bucket and in all, empty buckets included", async () => {
    const resource = await provisionResource(service);
    await storeLines(service, resource, [
      ...Array.from({ length: 98 }, (_, i) => router("200", `${i + 1}ms`, 1)),
      router("503", "30000ms", 20),
      router("", "", 21),
      syslogLine("status=200 service=1ms", { at: new Date(hour) }),
    ]);
    const { status, body } = await apiGet<RouterStatsAnswer>(service, resource.apiToken, `/stats/router?${range}`);
    expect(status, JSON.stringify(body)).toBe(200);
    expect(body.bucket_seconds).toBe(900);
    expect(body.data.map((bucket) => bucket.requests)).toEqual([98, 2, 0, 0]);
    expect(body.data[0]?.start).toBe(new Date(hour).toISOString());
    expect(body.data[1]?.status).toEqual({ "1xx": 0, "2xx": 0, "3xx": 0, "4xx": 0, "5xx": 1, none: 1 });
    expect(body.data[2]).toMatchObject({ bytes: 0, service_ms: { p50: null, p95: null, p99: null } });
    expect(body.total).toMatchObject({ requests: 100, status: { "2xx": 98, "5xx": 1, none: 1 }, bytes: 10_000 });
    expect(body.total.service_ms.p50).toBeGreaterThan(45);
    expect(body.total.service_ms.p50).toBeLessThan(55);
    expect(body.total.service_ms.p95).toBeLessThan(100);
    expect(body.total.service_ms.p99).toBeGreaterThan(90);
  });

  it("with zeros for a resource without lines, whatever another has", async () => {
    const [mine, theirs] = [await provisionResource(service), await provisionResource(service)];
    await storeLines(service, theirs, [router("200", "1ms", 1)]);
    const { body } = await apiGet<RouterStatsAnswer>(service, mine.apiToken, `/stats/router?${range}`);
    expect(body.total).toMatchObject({ requests: 0, service_ms: { p50: null } });
    expect(body.data).toHaveLength(4);
  });
});

describe("GET /api/v1/stats/dynos answers 200", () => {
  it("with memory and load of each process per bucket", async () => {
    const resource = await provisionResource(service);
    await storeLines(service, resource, [
      metrics("web.1", "sample#memory_total=210.50MB sample#memory_rss=200.00MB sample#memory_quota=512.00MB", 1),
      metrics("web.1", "sample#memory_total=230.50MB sample#memory_rss=220.00MB sample#memory_quota=512.00MB", 2),
      metrics("web.1", "sample#load_avg_1m=0.5 sample#load_avg_5m=0.25 sample#load_avg_15m=0.1", 20),
      metrics("worker.1", "sample#memory_total=90.00MB sample#memory_rss=80.00MB sample#memory_quota=512.00MB", 50),
    ]);
    const { status, body } = await apiGet<DynoStatsAnswer>(service, resource.apiToken, `/stats/dynos?${range}`);
    expect(status, JSON.stringify(body)).toBe(200);
    expect(body.data.map((each) => each.process)).toEqual(["web.1", "worker.1"]);
    const [web, worker] = body.data;
    expect(web?.data[0]).toEqual({
      start: new Date(hour).toISOString(),
      memory_mb: { rss: 210, rss_max: 220, total: 220.5, total_max: 230.5, quota: 512 },
      load: { avg_1m: null, avg_5m: null, avg_15m: null },
    });
    expect(web?.data[1]?.load).toEqual({ avg_1m: 0.5, avg_5m: 0.25, avg_15m: 0.1 });
    expect(worker?.data.map((bucket) => bucket.memory_mb.rss)).toEqual([null, null, null, 80]);
  });

  it("with nothing of another resource", async () => {
    const [mine, theirs] = [await provisionResource(service), await provisionResource(service)];
    await storeLines(service, theirs, [metrics("web.1", "sample#memory_rss=200.00MB", 1)]);
    const { body } = await apiGet<DynoStatsAnswer>(service, mine.apiToken, `/stats/dynos?${range}`);
    expect(body).toEqual({ data: [], bucket_seconds: 900 });
  });
});

it.each(["router", "dynos"])("GET /api/v1/stats/%s answers 422 to a range over 100 days", async (what) => {
  const { apiToken } = await provisionResource(service);
  const answer = await apiGet(service, apiToken, `/stats/${what}?from=-101d`);
  expect(answer).toMatchObject({ status: 422, body: { code: "query.range_too_wide" } });
});
