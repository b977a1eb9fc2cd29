import { randomUUID } from "node:crypto";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { tellMetrics } from "../../../../app/domain/stats/fleet-metrics.ts";
import { createMetrics } from "../../../../app/metrics.ts";
import { ROW_OVERHEAD_BYTES } from "../../../../app/stores/postgres/spilled-frames.ts";
import { FRAME_OVERHEAD_BYTES } from "../../../../app/stores/redis/spool-names.ts";
import { frameOf, postFrame, syslogLine } from "../../../support/frames.ts";
import {
  linksOf,
  partnerAuthorization,
  provisionResource,
  startTestService,
  type TestService,
} from "../../../support/service.ts";
import { letRedisAge } from "../../../support/store-spool.ts";

let service: TestService;
beforeAll(async () => {
  service = await startTestService({ hasWorkers: false, hasLinks: true });
});
afterAll(() => service.stop());

const metrics = (authorization?: string) =>
  fetch(`${service.url}/metrics`, authorization ? { headers: { authorization } } : {});
const operator = `Basic ${btoa("operator:operator-for-tests")}`;

describe("GET /metrics", () => {
  it("answers 401 without the operator's password, also to Heroku's, to a wrong one and to what is none", async () => {
    for (const authorization of [undefined, partnerAuthorization, `Basic ${btoa("operator:wrong")}`, "Basic !!!"]) {
      const response = await metrics(authorization);
      expect(response.status).toBe(401);
      expect(response.headers.get("www-authenticate")).toMatch(/^Basic /);
      expect(await response.text()).not.toContain("draintrail_");
    }
  });

  it("answers 200 with what waits in the spool and what became of frames", async () => {
    const { drainToken } = await provisionResource(service);
    const body = frameOf([syslogLine("waiting")]);
    await postFrame(service, drainToken, body);
    await postFrame(service, drainToken, "broken");
    const text = await (await metrics(operator)).text();
    expect(text).toContain("draintrail_spool_entries 1");
    expect(text).toContain(`draintrail_spool_bytes ${body.length + FRAME_OVERHEAD_BYTES}`);
    expect(text).toMatch(/^draintrail_drain_frames_total\{outcome="spooled",process="[^"]+"\} 1$/m);
    expect(text).toMatch(/^draintrail_drain_frames_total\{outcome="drain.bad_framing",process="[^"]+"\} 1$/m);
    expect(text).toContain("draintrail_jobs_failed_total");
    expect(text).not.toContain(drainToken);
  });

  it("answers 200 with what waits in Postgres, for the spool and for its token, and for how long", async () => {
    const { pg } = service.services.stores;
    const threeHoursAgo = new Date(Date.now() - 3 * 3_600_000);
    const body = frameOf([syslogLine("waiting")]);
    const row = () => ({
      drain_id: randomUUID(),
      resource_id: randomUUID(),
      frame_key: randomUUID(),
      is_over_quota: false,
      retention_days: 14,
      body,
      created_at: threeHoursAgo,
    });
    await pg("spilled_frames").insert([row(), row()]);
    expect((await postFrame(service, `d.${randomUUID()}`, body)).status).toBe(204);
    await pg("quarantined_frames").update({ created_at: threeHoursAgo });
    const text = await (await metrics(operator)).text();
    const figure = (name: string) => Number(new RegExp(`^draintrail_${name} (\\S+)$`, "m").exec(text)?.[1]);
    expect([figure("overflow_frames"), figure("overflow_bytes")]).toEqual([2, 2 * (body.length + ROW_OVERHEAD_BYTES)]);
    expect([figure("quarantine_frames"), figure("quarantine_bytes")]).toEqual([1, body.length]);
    for (const place of ["overflow", "quarantine"])
      expect(figure(`${place}_oldest_seconds`)).toBeGreaterThanOrEqual(3 * 3_600);
  });

  it("answers 200 with what a process without a port has counted, and goes on when that is gone", async () => {
    const worker = { ...service.services, metrics: createMetrics("worker-of-the-test") };
    worker.metrics.linesStored.inc(7);
    worker.metrics.jobsFailed.inc({ job: "exchange-grant" });
    worker.metrics.batchSeconds.observe(0.3);
    await tellMetrics(worker);
    const text = await (await metrics(operator)).text();
    expect(text).toContain('draintrail_lines_stored_total{process="worker-of-the-test"} 7');
    expect(text).toContain('draintrail_jobs_failed_total{job="exchange-grant",process="worker-of-the-test"} 1');
    expect(text).toContain('draintrail_batch_seconds_bucket{le="0.5",process="worker-of-the-test"} 1');
    expect(text).toContain('draintrail_batch_seconds_count{process="worker-of-the-test"} 1');
    expect(text.match(/^# TYPE draintrail_lines_stored_total /gm)).toHaveLength(1);
    expect(text).not.toMatch(/ (null|undefined)$/m);
    await letRedisAge(service.services.stores.redis.commands, 1);
    expect(await (await metrics(operator)).text()).not.toContain("worker-of-the-test");
  });

  it("answers 200 while Redis is away: that is when an operator looks", async () => {
    await linksOf(service).redis.cut();
    const response = await metrics(operator);
    expect(response.status).toBe(200);
    expect(await response.text()).toContain("draintrail_drain_frames_total");
    await linksOf(service).redis.mend();
  });
});
