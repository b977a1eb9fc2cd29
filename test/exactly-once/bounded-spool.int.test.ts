import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { startWorkers } from "../../workers/start.ts";
import { frameOf, postFrame, syslogLine } from "../support/frames.ts";
import { provisionResource, startTestService, type TestService } from "../support/service.ts";
import { expectExactlyOnce, untilSettled } from "./counts.ts";

const SPOOL_BYTES_MAX = 1024 * 1024;

let service: TestService;
beforeAll(async () => {
  service = await startTestService({ hasWorkers: false, env: { SPOOL_BYTES_MAX: String(SPOOL_BYTES_MAX) } });
});
afterAll(() => service.stop());

describe("a spool of 1 MiB and no worker", () => {
  it("takes 4 MiB with 204 all the way, keeps to its bound, and all of it is stored once when workers come", async () => {
    const { resourceId, drainToken } = await provisionResource(service);
    const { stores } = service.services;
    const acknowledged = new Set<string>();
    let sent = 0;
    for (let number = 0; sent < 4 * SPOOL_BYTES_MAX; number++) {
      const markers = Array.from({ length: 50 }, (_, line) => `m=${number}-${line}`);
      const body = frameOf(markers.map((marker) => syslogLine(`${marker} ${"x".repeat(900)}`)));
      expect((await postFrame(service, drainToken, body, { "logplex-msg-count": "50" })).status).toBe(204);
      for (const marker of markers) acknowledged.add(marker);
      sent += body.length;
    }
    const depth = await stores.frames.depth();
    expect(depth.bytes).toBeLessThanOrEqual(SPOOL_BYTES_MAX);
    expect(depth.bytes).toBeGreaterThan(SPOOL_BYTES_MAX - 100_000);
    expect(depth.oldestMs).toBeGreaterThan(Date.now() - 60_000);
    const spilled = await stores.pg("spilled_frames").count({ count: "*" }).first<{ count: string }>();
    expect(depth.frames + Number(spilled?.count)).toBe(acknowledged.size / 50);

    const workers = await startWorkers(service.services);
    try {
      await untilSettled(stores);
      await expectExactlyOnce(stores, resourceId, acknowledged, "none, a full spool");
      expect(await stores.frames.depth()).toEqual({ frames: 0, bytes: 0, oldestMs: null });
    } finally {
      await workers.stop();
    }
  });
});
