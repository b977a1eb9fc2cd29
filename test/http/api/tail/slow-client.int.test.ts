import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { Line } from "../../../../app/contract/line.ts";
import { syslogLine } from "../../../support/frames.ts";
import { openRawConnection } from "../../../support/raw-http.ts";
import {
  eventually,
  type Provisioned,
  partnerCall,
  provisionResource,
  startTestService,
  type TestService,
} from "../../../support/service.ts";
import { storeLines } from "../../../support/store-lines.ts";

let service: TestService;
beforeAll(async () => {
  service = await startTestService();
});
afterAll(() => service.stop());

/** A client that asks for the tail and reads nothing. */
async function openSlowTail({ apiToken, resourceId }: Provisioned) {
  const connection = await openRawConnection(service);
  connection.socket.pause();
  connection.write(`GET /api/v1/logs/tail HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer ${apiToken}\r\n\r\n`);
  await eventually(async () => (await service.services.stores.tail.watched([resourceId])).size > 0);
  return connection;
}

/** Many copies of one stored line under ids of their own, as if a busy app had logged them. */
function publish({ resourceId }: Provisioned, line: Line, from: number, count: number) {
  const message = "x".repeat(4_000);
  const lines = Array.from({ length: count }, (_, i) => ({ ...line, id: `${from + i}`, message }));
  return service.services.stores.tail.publish(resourceId, { lines });
}

describe("a tail that is read slower than lines arrive", () => {
  it("costs bounded memory: lines are skipped, and how many is told", async () => {
    const resource = await provisionResource(service);
    const [line] = await storeLines(service, resource, [syslogLine("x")]);
    const connection = await openSlowTail(resource);
    const total = 10_000; // 40 MB, far more than sockets and our backlog hold together
    for (let from = 0; from < total; from += 500) await publish(resource, line as Line, from, 500);
    let text = "";
    connection.socket.on("data", (bytes: Buffer) => {
      text += bytes.toString("latin1");
    });
    connection.socket.resume();
    const skipped = await eventually(async () => {
      const told = [...text.matchAll(/event: skipped\ndata: \{"count":(\d+)\}/g)].map((match) => Number(match[1]));
      const sent = text.split("event: line\n").length - 1;
      const count = told.reduce((sum, each) => sum + each, 0);
      return sent + count === total ? count : null;
    });
    expect(skipped).toBeGreaterThan(0);
    connection.close();
  });

  it("does no harm when its resource ends while lines still arrive", async () => {
    const resource = await provisionResource(service);
    const [line] = await storeLines(service, resource, [syslogLine("x")]);
    const connection = await openSlowTail(resource);
    for (let from = 0; from < 5_000; from += 500) await publish(resource, line as Line, from, 500);
    await partnerCall(service, "DELETE", `/${resource.resourceId}`);
    await publish(resource, line as Line, 5_000, 10);
    let end = "";
    connection.socket.on("data", (bytes: Buffer) => {
      end = (end + bytes.toString("latin1")).slice(-200);
    });
    connection.socket.resume();
    await eventually(async () => end.includes("event: ended"));
    expect((await fetch(`${service.url}/healthz`)).status).toBe(200);
    connection.close();
  });
});
