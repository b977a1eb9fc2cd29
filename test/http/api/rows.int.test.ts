import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { FieldsAnswer, HistogramAnswer, LogsAnswer, TraceAnswer } from "../../../app/contract/api.ts";
import { FieldList } from "../../../app/lib/field-list.ts";
import type { ClickHouse } from "../../../app/stores/clickhouse/connection.ts";
import { LineBlock } from "../../../app/stores/clickhouse/line-block.ts";
import { insertLines } from "../../../app/stores/clickhouse/log-lines.ts";
import {
  apiGet,
  type Provisioned,
  provisionResource,
  startTestService,
  type TestService,
} from "../../support/service.ts";

const REQUEST_ID = "7d0c5a51-5c2e-4c55-9b0e-2d1b6f0a9e11";
/** ClickHouse reads granules of 8,192 rows: of the newest lines one or two, of all lines five. */
const OLD_LINES = 40_000;
const NEW_LINES = 3;
const ROWS_MAX = 20_000;
const DAY_MS = 86_400_000;
const NOW = Date.now();

let service: TestService;
let resource: Provisioned;
let clickhouse: ClickHouse;
beforeAll(async () => {
  service = await startTestService();
  clickhouse = service.services.stores.clickhouse;
  resource = await provisionResource(service);
  const block = new LineBlock();
  const add = (message: string, atMs: number, index: number) =>
    block.add(
      {
        timestampMicros: atMs * 1000,
        kind: "router",
        level: "info",
        messageLen: 42,
        priority: 158,
        version: "1",
        hostName: "host",
        appName: "heroku",
        processId: "router",
        messageId: "-",
        message,
        fields: FieldList.of({ method: "GET", status: "200" }),
      },
      {
        resourceId: resource.resourceId,
        drainId: "0d3f6a52-9b1c-4e7e-8a44-2f5c1b7d9e60",
        receivedAtMs: NOW,
        frameSeq: 1,
        retentionDays: 30,
      },
      index,
    );
  for (let i = 0; i < OLD_LINES; i++) add(`old order${i}`, NOW - 5 * DAY_MS + i * 100, i);
  for (let i = 0; i < NEW_LINES; i++) add(`new request_id=${REQUEST_ID}`, NOW - 60_000 + i, OLD_LINES + i);
  await insertLines(clickhouse, block.encode(), "rows");
});
afterAll(() => service.stop());

/** With no more rows for a read than these; ClickHouse itself refuses. */
async function withRows<T>(rowsMax: number, work: () => Promise<T>): Promise<T> {
  service.services.stores.clickhouse = {
    ...clickhouse,
    query: (sql, params, own) => {
      if (!own?.caps) throw new Error("a read without caps");
      return clickhouse.query(sql, params, {
        ...own,
        caps: { ...own.caps, rowsMax: Math.min(rowsMax, own.caps.rowsMax) },
      });
    },
  };
  try {
    return await work();
  } finally {
    service.services.stores.clickhouse = clickhouse;
  }
}

const ask = <T>(path: string, rowsMax = ROWS_MAX) =>
  withRows(rowsMax, () => apiGet<T>(service, resource.apiToken, path));

describe("a read of more rows than one may look at", () => {
  it("of lines gives those of the windows before, and goes on from there", async () => {
    const { status, body } = await ask<LogsAnswer>("/logs?from=-10d&query=e");
    expect(status).toBe(200);
    expect(body.data.map(({ message }) => message)).toEqual(Array(NEW_LINES).fill(`new request_id=${REQUEST_ID}`));
    expect(body.partial).toBe(true);
    const rest = await ask<LogsAnswer>(`/logs?from=-10d&query=order3999&cursor=${body.next_cursor}`, 1_000_000);
    expect(rest.body.data).toHaveLength(11);
    expect(rest.body.partial).toBeUndefined();
  });

  it("never looks like an absence: the last page says that it is not all", async () => {
    const { body } = await ask<LogsAnswer>("/logs?from=-10d&query=nowhere");
    expect(body).toMatchObject({ data: [], partial: true });
    expect(body.next_cursor).not.toBeNull();
  });

  it("of a histogram counts its newest part, and says from where", async () => {
    const { status, body } = await ask<HistogramAnswer>("/logs/histogram?from=-16d&buckets=16");
    expect({ status, partial: body.partial }).toEqual({ status: 200, partial: true });
    expect(body.data.reduce((sum, { count }) => sum + count, 0)).toBe(NEW_LINES);
    expect(Date.parse(body.counted_from ?? "")).toBeGreaterThan(NOW - 4 * DAY_MS);
  });

  it("of a trace leaves nothing out unsaid", async () => {
    const { status, body } = await ask<TraceAnswer>(`/logs/trace/${REQUEST_ID}`);
    expect(status).toBe(200);
    expect(body.data).toHaveLength(NEW_LINES);
  });

  it("of fields counts the newest part of the range, and says from where", async () => {
    const { status, body } = await ask<FieldsAnswer>("/logs/fields?from=-16d");
    expect({ status, lines: body.lines, partial: body.partial }).toEqual({
      status: 200,
      lines: NEW_LINES,
      partial: true,
    });
    expect(body.data.find(({ field }) => field === "method")?.values).toEqual([{ value: "GET", count: NEW_LINES }]);
    expect(Date.parse(body.counted_from ?? "")).toBeGreaterThan(NOW - 4 * DAY_MS);
  });

  it("of statistics is refused", async () => {
    const { status, body } = await ask<{ code: string }>("/stats/router?from=-10d");
    expect({ status, code: body.code }).toEqual({ status: 503, code: "query.too_slow" });
  });

  it("of an export is made again in smaller ones, with nothing missing", async () => {
    const response = await withRows(ROWS_MAX, () =>
      fetch(`${service.url}/api/v1/logs/export?from=-10d&format=ndjson`, {
        headers: { authorization: `Bearer ${resource.apiToken}` },
      }).then((answer) => answer.text()),
    );
    expect(response.trimEnd().split("\n")).toHaveLength(OLD_LINES + NEW_LINES);
  });
});
