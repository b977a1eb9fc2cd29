import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { bodyOfBytes, frameOf, postFrame, syslogLine } from "../../support/frames.ts";
import { openRawConnection } from "../../support/raw-http.ts";
import { provisionResource, startTestService, type TestService } from "../../support/service.ts";

let service: TestService;
beforeAll(async () => {
  service = await startTestService({ hasWorkers: false });
});
afterAll(() => service.stop());

describe("POST /drain answers 413", () => {
  it("to one byte more than 1 MiB, and spools nothing", async () => {
    const { drainToken } = await provisionResource(service);
    const response = await postFrame(service, drainToken, bodyOfBytes(1_048_577));
    expect(response.status).toBe(413);
    expect(Number(response.headers.get("content-length"))).toBeGreaterThan(0);
    expect(await response.json()).toMatchObject({ code: "drain.too_large" });
    expect(await service.services.stores.frames.depth()).toMatchObject({ frames: 0 });
  });

  it("to a chunked body as soon as it grows past 1 MiB, and the connection serves on", async () => {
    const { drainToken } = await provisionResource(service);
    const connection = await openRawConnection(service);
    const head = `POST /drain HTTP/1.1\r\nHost: drain\r\nContent-Type: application/logplex-1\r\nLogplex-Drain-Token: ${drainToken}\r\n`;
    connection.write(`${head}Transfer-Encoding: chunked\r\n\r\n`);
    const chunk = Buffer.alloc(65_536, "x");
    for (let i = 0; i < 17; i++) {
      connection.write("10000\r\n");
      connection.write(chunk);
      connection.write("\r\n");
    }
    connection.write("0\r\n\r\n");
    expect((await connection.answer()).status).toBe(413);
    const body = frameOf([syslogLine("next")]);
    connection.write(`${head}Content-Length: ${body.length}\r\n\r\n`);
    connection.write(body);
    expect((await connection.answer()).status).toBe(204);
    connection.close();
  });
});
