import { type IncomingMessage, request } from "node:http";
import { connect } from "node:net";
import { text } from "node:stream/consumers";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { Line } from "../../../../app/contract/line.ts";
import { storeChanges } from "../../../../app/domain/changes/store-changes.ts";
import { changeRow } from "../../../support/changes.ts";
import { syslogLine } from "../../../support/frames.ts";
import { type Provisioned, provisionResource, startTestService, type TestService } from "../../../support/service.ts";
import { storeLines } from "../../../support/store-lines.ts";

let service: TestService;
let resource: Provisioned;
beforeAll(async () => {
  service = await startTestService();
  resource = await provisionResource(service);
  await storeLines(service, resource, [syslogLine("n=1"), syslogLine("n=2")]);
  await storeChanges(service.services, [changeRow(resource.resourceId, { created_at: new Date().toISOString() })]);
});
afterAll(() => service.stop());

/** By node:http: a HEAD whose body never comes. */
function head(path: string): Promise<IncomingMessage> {
  const headers = { authorization: `Bearer ${resource.apiToken}` };
  return new Promise((resolve, reject) => {
    request(`${service.url}/api/v1${path}`, { method: "HEAD", headers }, resolve).on("error", reject).end();
  });
}

/** All that comes back to an HTTP/1.0 request, whose answer ends with its connection. */
function getByHttp10(path: string): Promise<string> {
  const { hostname, port } = new URL(service.url);
  const socket = connect(Number(port), hostname);
  socket.write(`GET /api/v1${path} HTTP/1.0\r\nAuthorization: Bearer ${resource.apiToken}\r\n\r\n`);
  return text(socket);
}

const isAlive = async () => (await fetch(`${service.url}/healthz`)).status === 200;

describe("an export that can have no trailers", () => {
  it.each(["/logs/export", "/logs/export?gzip=1", "/changes/export"])(
    "HEAD %s gets the headers of the file",
    async (path) => {
      const { statusCode, headers } = await head(path);
      expect(statusCode).toBe(200);
      expect(headers["content-disposition"]).toMatch(/^attachment; /);
      expect(headers).toHaveProperty("draintrail-limit");
      expect(headers).not.toHaveProperty("trailer");
      expect(await isAlive()).toBe(true);
    },
  );

  it.each(["/logs/export?limit=1", "/changes/export?limit=1"])(
    "HTTP/1.0 GET %s gets the rows, and the limit by which it knows that there may be more",
    async (path) => {
      const answer = await getByHttp10(path);
      expect(answer).toMatch(/^HTTP\/1\.1 200 /);
      expect(answer).toMatch(/^Draintrail-Limit: 1\r$/m);
      expect(answer).not.toMatch(/^(Trailer|Transfer-Encoding):/im);
      const body = answer.slice(answer.indexOf("\r\n\r\n") + 4);
      expect(body.split("\n").filter((row) => row !== "")).toHaveLength(1);
      expect(await isAlive()).toBe(true);
    },
  );

  it("over HTTP/1.0 is whole when asked on, from the last row, until no row comes", async () => {
    const rows: string[] = [];
    for (let cursor = ""; ; ) {
      const answer = await getByHttp10(`/logs/export?limit=1${cursor}`);
      const row = answer.slice(answer.indexOf("\r\n\r\n") + 4);
      if (row === "") break;
      const { id, message } = JSON.parse(row) as Line;
      rows.push(message);
      cursor = `&cursor=${encodeURIComponent(id)}`;
    }
    expect(rows).toEqual(["n=1", "n=2"]);
  });
});
