import { afterAll, beforeAll, expect, it } from "vitest";
import { frameOf, postFrame, syslogLine } from "../../support/frames.ts";
import { linksOf, provisionResource, startTestService, type TestService } from "../../support/service.ts";

let service: TestService;
beforeAll(async () => {
  service = await startTestService({ hasWorkers: false, hasLinks: true, drainHold: "as in production" });
});
afterAll(() => service.stop());

/** Source: heroku/logplex src/logplex_http_drain.erl; later it has given up, and the answer is heard by nobody. */
const LOGPLEX_WAITS_MS = 5_000;

it("POST /drain answers 503 while Logplex still listens, also when both stores hang", async () => {
  const { drainToken } = await provisionResource(service);
  const body = frameOf([syslogLine("kept by Logplex")]);
  expect((await postFrame(service, drainToken, body)).status).toBe(204); // the owner is remembered
  linksOf(service).postgres.hush();
  linksOf(service).redis.hush();
  const startedAtMs = performance.now();
  expect((await postFrame(service, drainToken, body)).status).toBe(503);
  expect(performance.now() - startedAtMs).toBeLessThan(LOGPLEX_WAITS_MS);
});
