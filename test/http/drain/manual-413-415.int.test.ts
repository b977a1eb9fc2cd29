import { gzipSync } from "node:zlib";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { postFrame } from "../../support/frames.ts";
import { makeManualDrain, postManual, someFrame } from "../../support/manual-drains.ts";
import { provisionResource, startTestService, type TestService } from "../../support/service.ts";

let service: TestService;
beforeAll(async () => {
  service = await startTestService({ hasWorkers: false });
});
afterAll(() => service.stop());

const MIB = 1024 * 1024;

describe("POST /drain to a manual drain answers 413", () => {
  it("to gzip that would expand past 1 MiB, however small it comes", async () => {
    const drain = await makeManualDrain(service);
    const bomb = gzipSync(Buffer.alloc(64 * MIB));
    expect(bomb.length).toBeLessThan(100_000);
    const response = await postManual(service, drain, bomb, { "content-encoding": "gzip" });
    expect(response.status).toBe(413);
    expect(await response.json()).toMatchObject({ code: "drain.too_large" });
  });

  it("to a plain body over 1 MiB", async () => {
    const drain = await makeManualDrain(service);
    expect((await postManual(service, drain, Buffer.alloc(MIB + 1, 0x61))).status).toBe(413);
  });

  it("but not to gzip that expands to just below it", async () => {
    const drain = await makeManualDrain(service);
    const body = gzipSync(someFrame("x".repeat(900_000)));
    expect((await postManual(service, drain, body, { "content-encoding": "gzip" })).status).toBe(204);
  });
});

describe("POST /drain answers 415", () => {
  it.each(["deflate", "br", "gzip, gzip"])("to a manual drain's %s", async (encoding) => {
    const drain = await makeManualDrain(service);
    const response = await postManual(service, drain, someFrame(), { "content-encoding": encoding });
    expect(response.status).toBe(415);
  });

  it("to a manual drain's other content type", async () => {
    const drain = await makeManualDrain(service);
    expect((await postManual(service, drain, someFrame(), { "content-type": "text/plain" })).status).toBe(415);
  });

  it("to gzip without credentials: Logplex never compresses", async () => {
    const { drainToken } = await provisionResource(service);
    const body = gzipSync(someFrame());
    expect((await postFrame(service, drainToken, body, { "content-encoding": "gzip" })).status).toBe(415);
  });
});
