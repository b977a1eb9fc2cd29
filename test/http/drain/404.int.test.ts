import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { frameOf, postFrame, syslogLine } from "../../support/frames.ts";
import { partnerCall, provisionResource, startTestService, type TestService } from "../../support/service.ts";

let service: TestService;
beforeAll(async () => {
  service = await startTestService({ hasWorkers: false });
});
afterAll(() => service.stop());

describe("POST /drain answers 404, so that Logplex gives the frame up", () => {
  it("to the token of a deprovisioned resource, also when it was just in use, and spools nothing", async () => {
    const { resourceId, drainToken } = await provisionResource(service);
    expect((await postFrame(service, drainToken, frameOf([syslogLine("alive")]))).status).toBe(204);
    await partnerCall(service, "DELETE", `/${resourceId}`);
    const before = await service.services.stores.frames.depth();
    const response = await postFrame(service, drainToken, frameOf([syslogLine("too late")]));
    expect(response.status).toBe(404);
    expect(Number(response.headers.get("content-length"))).toBeGreaterThan(0);
    expect(await response.json()).toMatchObject({ code: "drain.unknown_token" });
    expect(await service.services.stores.frames.depth()).toEqual(before);
  });

  it("to a token that no Logplex makes", async () => {
    const response = await postFrame(service, "let me in", frameOf([syslogLine("x")]));
    expect(response.status).toBe(404);
  });
});
