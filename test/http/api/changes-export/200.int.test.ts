import { get, type IncomingMessage } from "node:http";
import { text } from "node:stream/consumers";
import { gunzipSync } from "node:zlib";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { ChangeAnswer, ChangesAnswer } from "../../../../app/contract/change.ts";
import { storeChanges } from "../../../../app/domain/changes/store-changes.ts";
import { changeRow } from "../../../support/changes.ts";
import {
  apiGet,
  type Provisioned,
  provisionResource,
  startTestService,
  type TestService,
} from "../../../support/service.ts";

let service: TestService;
let resource: Provisioned;
const COUNT = 2_500;

beforeAll(async () => {
  service = await startTestService({ hasWorkers: false });
  resource = await provisionResource(service);
  await storeChanges(
    service.services,
    Array.from({ length: COUNT }, (_, i) =>
      changeRow(resource.resourceId, {
        created_at: new Date(Date.parse("2026-03-04T00:00:00Z") + i * 20_000).toISOString(),
        data: { config_vars: [`KEY_${i}`] },
      }),
    ),
  );
});
afterAll(() => service.stop());

const RANGE = { from: "2026-03-04T00:00:00Z", to: "2026-03-05T00:00:00Z" };

/** By node:http, which shows trailers and unpacks nothing by itself. */
function open(params: Record<string, string>, headers: Record<string, string> = {}): Promise<IncomingMessage> {
  const url = `${service.url}/api/v1/changes/export?${new URLSearchParams({ ...RANGE, ...params })}`;
  return new Promise((resolve, reject) => {
    get(url, { headers: { authorization: `Bearer ${resource.apiToken}`, ...headers } }, resolve).on("error", reject);
  });
}
async function download(params: Record<string, string> = {}) {
  const response = await open(params);
  const body = await text(response);
  expect(response.statusCode, body).toBe(200);
  return { body, headers: response.headers, trailers: response.trailers };
}
function rowsOf<T = ChangeAnswer>(body: string): T[] {
  return body
    .split("\n")
    .slice(0, -1)
    .map((row) => JSON.parse(row) as T);
}
const keys = (body: string) => rowsOf(body).map((each) => each.sentence.split(" ")[2]);
const numbered = (from: number, to: number) => Array.from({ length: to - from }, (_, i) => `KEY_${from + i}`);

describe("GET /api/v1/changes/export answers 200", () => {
  it("with every change of the range as search gives it, oldest first, as a file to keep", async () => {
    const { body, headers, trailers } = await download();
    expect(keys(body)).toEqual(numbered(0, COUNT));
    expect(headers["content-type"]).toBe("application/x-ndjson; charset=utf-8");
    expect(headers["content-disposition"]).toMatch(/^attachment; filename="draintrail-\d{8}T\d{6}Z\.ndjson"$/);
    expect(trailers).toMatchObject({ "draintrail-changes": String(COUNT), "draintrail-complete": "true" });
    const search = new URLSearchParams({ ...RANGE, query: '"set KEY_7 on"' });
    const { body: found } = await apiGet<ChangesAnswer>(service, resource.apiToken, `/changes?${search}`);
    expect(found.data).toEqual([rowsOf(body)[7]]);
  });

  it("cut at the limit, says so, and goes on after its last change", async () => {
    const first = await download({ limit: "1200" });
    expect(first.trailers).toMatchObject({ "draintrail-changes": "1200", "draintrail-complete": "false" });
    const rest = await download({ cursor: rowsOf(first.body).at(-1)?.id ?? "" });
    expect(keys(first.body + rest.body)).toEqual(numbered(0, COUNT));
  });

  it("only what the query asks for, also when it is nothing", async () => {
    expect(keys((await download({ query: "KEY_1999" })).body)).toEqual(["KEY_1999"]);
    expect((await download({ query: "nothing-has-this" })).trailers).toMatchObject({
      "draintrail-changes": "0",
      "draintrail-complete": "true",
    });
  });

  it("compressed on the way when the client can unpack, or as a .gz file", async () => {
    for (const [params, headers] of [
      [{}, { "accept-encoding": "gzip" }],
      [{ gzip: "1" }, {}],
    ] as const) {
      const response = await open({ ...params, query: "KEY_1999" }, headers);
      const chunks: Buffer[] = [];
      for await (const chunk of response) chunks.push(chunk as Buffer);
      expect(keys(gunzipSync(Buffer.concat(chunks)).toString())).toEqual(["KEY_1999"]);
    }
  });

  it("as OCSF events", async () => {
    const { body, headers } = await download({ format: "ocsf", query: "KEY_1999" });
    expect(headers["content-disposition"]).toContain(".ocsf.ndjson");
    expect(rowsOf<Record<string, unknown>>(body)).toMatchObject([
      {
        class_uid: 3004,
        type_uid: 300_403,
        message: "dana@example.com set KEY_1999 on harbor-quay",
        metadata: { version: "1.8.0", event_code: "config_change.set" },
        actor: { user: { email_addr: "dana@example.com" } },
        src_endpoint: { ip: "203.0.113.24" },
        entity: { name: "KEY_1999", type: "config_var" },
      },
    ]);
  });
});
