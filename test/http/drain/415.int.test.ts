import { gzipSync } from "node:zlib";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { frameOf, postFrame, syslogLine } from "../../support/frames.ts";
import { provisionResource, startTestService, type TestService } from "../../support/service.ts";

let service: TestService;
beforeAll(async () => {
  service = await startTestService({ hasWorkers: false });
});
afterAll(() => service.stop());

const body = frameOf([syslogLine("x")]);

describe("POST /drain answers 415", () => {
  it.each(["text/plain", "application/json", "application/logplex-2", "application/x-www-form-urlencoded"])(
    "to %s",
    async (type) => {
      const { drainToken } = await provisionResource(service);
      const response = await postFrame(service, drainToken, body, { "content-type": type });
      expect(response.status).toBe(415);
      expect(Number(response.headers.get("content-length"))).toBeGreaterThan(0);
      expect(await response.json()).toMatchObject({ code: "drain.content_type" });
    },
  );

  it("to a compressed body", async () => {
    const { drainToken } = await provisionResource(service);
    const response = await postFrame(service, drainToken, gzipSync(body), { "content-encoding": "gzip" });
    expect(response.status).toBe(415);
  });
});
