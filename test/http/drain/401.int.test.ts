import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { frameOf, postFrame, syslogLine } from "../../support/frames.ts";
import { startTestService, type TestService } from "../../support/service.ts";

let service: TestService;
beforeAll(async () => {
  service = await startTestService({ hasWorkers: false });
});
afterAll(() => service.stop());

describe("POST /drain answers 401", () => {
  it("to a frame without a drain token: it is not from Logplex", async () => {
    const response = await postFrame(service, "", frameOf([syslogLine("x")]), { "logplex-drain-token": null });
    expect(response.status).toBe(401);
    expect(Number(response.headers.get("content-length"))).toBeGreaterThan(0);
    expect(await response.json()).toMatchObject({ code: "drain.missing_token" });
  });
});
