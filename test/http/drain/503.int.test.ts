import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import { frameOf, newFrameId, postFrame, syslogLine } from "../../support/frames.ts";
import { linksOf, provisionResource, startTestService, type TestService } from "../../support/service.ts";

let service: TestService;
beforeAll(async () => {
  service = await startTestService({ hasWorkers: false, hasLinks: true });
});
afterAll(() => service.stop());
afterEach(async () => {
  await linksOf(service).postgres.mend();
  await linksOf(service).redis.mend();
});

const body = frameOf([syslogLine("kept by Logplex")]);

describe("POST /drain answers 503, never 4xx", () => {
  it("when neither Redis nor Postgres takes the frame, held back so that Logplex does not burn its tries", async () => {
    const { drainToken } = await provisionResource(service);
    expect((await postFrame(service, drainToken, body)).status).toBe(204); // the owner is remembered
    const { postgres, redis } = linksOf(service);
    await Promise.all([postgres.cut(), redis.cut()]);
    const startedAtMs = performance.now();
    const id = { "logplex-frame-id": newFrameId() };
    const response = await postFrame(service, drainToken, body, id);
    expect(response.status).toBe(503);
    expect(performance.now() - startedAtMs).toBeGreaterThan(45); // the tests' hold is 50 ms
    expect(Number(response.headers.get("content-length"))).toBeGreaterThan(0);
    expect(response.headers.get("transfer-encoding")).toBeNull();
    await postgres.mend();
    expect((await postFrame(service, drainToken, body, id)).status).toBe(204);
  });

  it("when the token was never looked up and Postgres is away: whose it is cannot be known", async () => {
    const { drainToken } = await provisionResource(service);
    await linksOf(service).postgres.cut();
    expect((await postFrame(service, drainToken, body)).status).toBe(503);
    await linksOf(service).postgres.mend();
    expect((await postFrame(service, drainToken, body)).status).toBe(204);
  });

  it("when a made-up token comes while Postgres is away: an outage of ours is no proof against it", async () => {
    await linksOf(service).postgres.cut();
    expect((await postFrame(service, "d.0b0c86d8-2d3a-4d2a-a0ea-5b7b8f6c5c11", body)).status).toBe(503);
  });
});
