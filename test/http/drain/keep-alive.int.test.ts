import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { frameOf, syslogLine } from "../../support/frames.ts";
import { openRawConnection } from "../../support/raw-http.ts";
import { provisionResource, startTestService, type TestService } from "../../support/service.ts";

let service: TestService;
beforeAll(async () => {
  service = await startTestService({ hasWorkers: false });
});
afterAll(() => service.stop());

function frameRequest(drainToken: string, body: Buffer, method = "POST", more: string[] = []): Buffer {
  const head = [
    `${method} /drain HTTP/1.1`,
    "Host: drain",
    "Content-Type: application/logplex-1",
    `Logplex-Drain-Token: ${drainToken}`,
    `Content-Length: ${body.length}`,
    ...more,
  ].join("\r\n");
  return Buffer.concat([Buffer.from(`${head}\r\n\r\n`), body]);
}

describe("a connection of Logplex", () => {
  it("serves frame after frame, refusals included, each answer with a length and none chunked", async () => {
    const { drainToken } = await provisionResource(service);
    const connection = await openRawConnection(service);
    const good = frameOf([syslogLine("good")]);
    for (const [request, status] of [
      [frameRequest(drainToken, good), 204],
      [frameRequest(drainToken, Buffer.from("broken")), 400],
      [frameRequest(drainToken, good, "PUT"), 405],
      [frameRequest("let me in", good), 404],
      [frameRequest(drainToken, good, "POST", ["Expect: a surprise"]), 204],
      [frameRequest(drainToken, frameOf([syslogLine("good again")])), 204],
    ] as const) {
      connection.write(request);
      const answer = await connection.answer();
      expect(answer.status).toBe(status);
      expect(answer.headers["content-length"]).toMatch(/^\d+$/);
      expect(answer.headers["transfer-encoding"]).toBeUndefined();
      expect(answer.headers.connection).not.toBe("close");
    }
    connection.close();
  });

  it("is kept open longer than the 160 s after which Logplex closes it itself", async () => {
    const { drainToken } = await provisionResource(service);
    const connection = await openRawConnection(service);
    connection.write(frameRequest(drainToken, frameOf([syslogLine("x")])));
    const { headers } = await connection.answer();
    expect(Number(/timeout=(\d+)/.exec(headers["keep-alive"] ?? "")?.[1])).toBeGreaterThanOrEqual(300);
    connection.close();
  });
});
