import { get, type IncomingMessage } from "node:http";
import { text } from "node:stream/consumers";
import { gunzipSync } from "node:zlib";
import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import type { Line } from "../../../../app/contract/line.ts";
import { frameOf, postFrame, syslogLine } from "../../../support/frames.ts";
import {
  apiGet,
  eventually,
  type Provisioned,
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

/** By node:http, which shows trailers and unpacks nothing by itself. */
async function open(resource: Provisioned, params: Record<string, string>, headers: Record<string, string> = {}) {
  const url = `${service.url}/api/v1/logs/export?${new URLSearchParams(params)}`;
  return new Promise<IncomingMessage>((resolve, reject) => {
    get(url, { headers: { authorization: `Bearer ${resource.apiToken}`, ...headers } }, resolve).on("error", reject);
  });
}
async function download(resource: Provisioned, params: Record<string, string> = {}) {
  const response = await open(resource, params);
  const body = await text(response);
  expect(response.statusCode, body).toBe(200);
  return { body, headers: response.headers, trailers: response.trailers };
}
const linesOf = (body: string) =>
  body
    .split("\n")
    .slice(0, -1)
    .map((row) => JSON.parse(row) as Line);

/** More lines than one page of the export, some of one timestamp. */
async function storeMany(resource: Provisioned, count: number): Promise<void> {
  const start = Date.now() - 50_000_000;
  const rows = Array.from({ length: count }, (_, i) =>
    syslogLine(`n=${i}`, { at: new Date(start + Math.floor(i / 10) * 10_000) }),
  );
  for (let i = 0; i < count; i += 1000)
    expect((await postFrame(service, resource.drainToken, frameOf(rows.slice(i, i + 1000)))).status).toBe(204);
  await eventually(async () => {
    const found = await apiGet<{ lines: number }>(service, resource.apiToken, "/logs/fields?from=-2d");
    return found.body.lines === count;
  });
}

describe("GET /api/v1/logs/export answers 200", () => {
  it("with the lines that search finds, oldest first, as a file to keep", async () => {
    const resource = await provisionResource(service);
    const stored = await storeLines(service, resource, [syslogLine("one"), syslogLine("two=2"), syslogLine("drei ü")]);
    const { body, headers, trailers } = await download(resource);
    expect(linesOf(body)).toEqual(stored);
    expect(headers["content-type"]).toBe("application/x-ndjson; charset=utf-8");
    expect(headers["content-disposition"]).toMatch(/^attachment; filename="draintrail-\d{8}T\d{6}Z\.ndjson"$/);
    expect(trailers).toMatchObject({ "draintrail-lines": "3", "draintrail-complete": "true" });
  });

  it("page by page, no line twice and none missing; cut at the limit it says so and goes on from its last line", async () => {
    const resource = await provisionResource(service);
    await storeMany(resource, 4_500);
    const all = await download(resource, { from: "-2d" });
    expect(linesOf(all.body).map((line) => line.fields.n)).toEqual(Array.from({ length: 4_500 }, (_, i) => String(i)));
    const first = await download(resource, { from: "-2d", limit: "2505" });
    expect(first.trailers).toMatchObject({ "draintrail-lines": "2505", "draintrail-complete": "false" });
    const cursor = linesOf(first.body).at(-1)?.id ?? "";
    const rest = await download(resource, { from: "-2d", cursor });
    expect(rest.trailers).toMatchObject({ "draintrail-lines": "1995", "draintrail-complete": "true" });
    expect(first.body + rest.body).toBe(all.body);
    expect((await download(resource, { from: "-2d", limit: "4500" })).trailers).toMatchObject({
      "draintrail-complete": "true",
    });
  });

  it("as CSV, with formulas made harmless and quotes, commas and line feeds kept in their cell", async () => {
    const resource = await provisionResource(service);
    await storeLines(service, resource, [syslogLine("=cmd|' /C calc'!A0"), syslogLine('say "a,b"')]);
    const { body, headers } = await download(resource, { format: "csv" });
    expect(headers["content-type"]).toBe("text/csv; charset=utf-8; header=present");
    const [header, first, second, end] = body.split("\r\n");
    expect(header).toMatch(/^id,timestamp,received_at,app,.*,message,fields$/);
    expect(first).toContain(",'=cmd|' /C calc'!A0,");
    expect(second).toContain(',"say ""a,b""",');
    expect(end).toBe("");
  });

  it("compressed on the way when the client can unpack, or as a .gz file", async () => {
    const resource = await provisionResource(service);
    await storeLines(service, resource, [syslogLine("packed")]);
    const unpack = async (response: IncomingMessage) => {
      const chunks: Buffer[] = [];
      for await (const chunk of response) chunks.push(chunk as Buffer);
      return linesOf(gunzipSync(Buffer.concat(chunks)).toString()).map((line) => line.message);
    };
    const transfer = await open(resource, {}, { "accept-encoding": "br, gzip" });
    expect(transfer.headers["content-encoding"]).toBe("gzip");
    expect(await unpack(transfer)).toEqual(["packed"]);
    const file = await open(resource, { gzip: "1" }, { "accept-encoding": "gzip" });
    expect(file.headers["content-encoding"]).toBeUndefined();
    expect(file.headers["content-disposition"]).toContain(".ndjson.gz");
    expect(await unpack(file)).toEqual(["packed"]);
    const plain = await open(resource, {}, { "accept-encoding": "gzip;q=0" });
    expect(plain.headers["content-encoding"]).toBeUndefined();
    plain.resume();
  });

  it("with nothing of another resource", async () => {
    const [mine, theirs] = [await provisionResource(service), await provisionResource(service)];
    await storeLines(service, theirs, [syslogLine("theirs")]);
    expect(await download(mine)).toMatchObject({ body: "", trailers: { "draintrail-lines": "0" } });
  });
});

describe("an export under way", () => {
  it("asks for the next page only when the client has read the last ones, and ends when the client leaves", async () => {
    const resource = await provisionResource(service);
    const { stores } = service.services;
    const real = stores.clickhouse;
    await storeLines(service, resource, [syslogLine("seed")]);
    let reads = 0;
    let signal: AbortSignal | undefined;
    let seed: object | undefined;
    // Endless pages: the one stored line, made long and many.
    stores.clickhouse = {
      ...real,
      async query<Row>(...[sql, params, options]: Parameters<typeof real.query>): Promise<Row[]> {
        reads++;
        signal = options?.signal;
        seed ??= (await real.query<object>(sql, params, options))[0];
        return Array.from({ length: 2_000 }, () => ({ ...seed, message: "x".repeat(500) }) as Row);
      },
    };
    try {
      const response = await open(resource, {});
      await new Promise((resolve) => response.once("readable", resolve));
      let seen = -1;
      await eventually(async () => {
        if (reads === seen) return true;
        seen = reads;
        await new Promise((resolve) => setTimeout(resolve, 300));
        return false;
      });
      expect(reads).toBeLessThan(40); // of 500 pages: what sockets and buffers hold
      response.destroy();
      await vi.waitFor(() => expect(signal?.aborted).toBe(true), 10_000);
    } finally {
      stores.clickhouse = real;
    }
  });

  it("that fails breaks off, so that nobody takes a part for the whole", async () => {
    const resource = await provisionResource(service);
    await storeMany(resource, 2_500);
    const { stores } = service.services;
    const real = stores.clickhouse;
    let reads = 0;
    stores.clickhouse = {
      ...real,
      query: (...args) =>
        ++reads > 2 ? Promise.reject(Object.assign(new Error("gone"), { code: "ECONNRESET" })) : real.query(...args),
    };
    try {
      await expect(open(resource, { from: "-2d" }).then(text)).rejects.toThrow(/aborted|hang up/);
    } finally {
      stores.clickhouse = real;
    }
  });
});
