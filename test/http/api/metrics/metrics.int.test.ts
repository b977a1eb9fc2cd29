import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { frameOf, postFrame, syslogLine } from "../../../support/frames.ts";
import {
  linksOf,
  partnerAuthorization,
  provisionResource,
  startTestService,
  type TestService,
} from "../../../support/service.ts";

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
    expect(text).toContain(`draintrail_spool_bytes ${body.length}`);
    expect(text).toContain('draintrail_drain_frames_total{outcome="spooled"} 1');
    expect(text).toContain('draintrail_drain_frames_total{outcome="drain.bad_framing"} 1');
    expect(text).toContain("draintrail_jobs_failed_total");
    expect(text).not.toContain(drainToken);
  });

  it("answers 200 while Redis is away: that is when an operator looks", async () => {
    await linksOf(service).redis.cut();
    expect((await metrics(operator)).status).toBe(200);
    await linksOf(service).redis.mend();
  });
});
