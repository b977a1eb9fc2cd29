import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { frameOf, syslogLine } from "../../support/frames.ts";
import { openRawConnection } from "../../support/raw-http.ts";
import { provisionResource, startTestService, type TestService } from "../../support/service.ts";

let service: TestService;
beforeAll(async () => {
  service = await startTestService({ hasWorkers: false });
});
afterAll(() => service.stop());

describe("a web process that is asked to stop", () => {
  it("finishes the frame under way, says it is not ready, and takes no new connection", async () => {
    const { drainToken } = await provisionResource(service);
    const body = frameOf([syslogLine("under way")]);
    const frame = await openRawConnection(service);
    const probe = await openRawConnection(service);
    const head = `POST /drain HTTP/1.1\r\nHost: x\r\nContent-Type: application/logplex-1\r\nLogplex-Drain-Token: ${drainToken}\r\n`;
    frame.write(`${head}Content-Length: ${body.length}\r\n\r\n`);
    frame.write(body.subarray(0, 10));
    probe.write("GET /readyz HTTP/1.1\r\nHost: x\r\n");
    expect((await fetch(`${service.url}/readyz`)).status).toBe(200); // both beginnings have arrived by now

    const stopped = service.stopWeb();
    await expect(fetch(`${service.url}/healthz`)).rejects.toThrow();
    probe.write("\r\n");
    const readiness = await probe.answer();
    expect(readiness.status).toBe(503);
    expect(JSON.parse(readiness.body)).toMatchObject({ process: "away", postgres: "ok", redis: "ok" });
    frame.write(body.subarray(10));
    expect((await frame.answer()).status).toBe(204);
    await stopped;
    expect(await service.services.stores.frames.depth()).toMatchObject({ frames: 1 });
  });
});
