import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from "vitest";
import type { ContextAnswer, FieldsAnswer, HistogramAnswer, TraceAnswer } from "../../../app/contract/api.ts";
import type { Line } from "../../../app/contract/line.ts";
import { storeChanges } from "../../../app/domain/changes/store-changes.ts";
import type { ClickHouse } from "../../../app/stores/clickhouse/connection.ts";
import { callApi } from "../../support/api.ts";
import { changeRow } from "../../support/changes.ts";
import { endlessQuery } from "../../support/endless-query.ts";
import { syslogLine } from "../../support/frames.ts";
import {
  eventually,
  type Provisioned,
  provisionResource,
  startTestService,
  type TestService,
} from "../../support/service.ts";
import { storeLines } from "../../support/store-lines.ts";

const REQUEST_ID = "7d0c5a51-5c2e-4c55-9b0e-2d1b6f0a9e11";
const CHANGE_ID = "a-7d0c5a51-5c2e-4c55-9b0e-2d1b6f0a9e11";
const DAY_MS = 86_400_000;

let service: TestService;
let resource: Provisioned;
let lines: Line[];
let clickhouse: ClickHouse;
beforeAll(async () => {
  service = await startTestService();
  clickhouse = service.services.stores.clickhouse;
  resource = await provisionResource(service);
  const router = `at=info method=GET path="/" request_id=${REQUEST_ID} dyno=web.1 status=200`;
  lines = await storeLines(service, resource, [
    syslogLine("old", { at: new Date(Date.now() - 2 * DAY_MS) }),
    syslogLine(router, { app: "heroku", process: "router", at: new Date(Date.now() - 3 * 3_600_000) }),
    syslogLine("new", { at: new Date(Date.now() - 60_000) }),
  ]);
  const at = new Date(Date.now() - 60_000).toISOString();
  const change = changeRow(resource.resourceId, { created_at: at });
  await storeChanges(service.services, [{ ...change, id: CHANGE_ID }]);
});
afterAll(() => service.stop());

type Query = ClickHouse["query"];

/** Each SELECT goes by `query` while `work` runs. */
async function withQueries<T>(query: Query, work: () => Promise<T>): Promise<T> {
  service.services.stores.clickhouse = { ...clickhouse, query };
  try {
    return await work();
  } finally {
    service.services.stores.clickhouse = clickhouse;
  }
}

/** Those that `isSlow` chooses take too long. */
function slowly<T>(isSlow: (sql: string) => boolean, path: string) {
  const query: Query = (sql, ...rest) =>
    isSlow(sql)
      ? Promise.reject(Object.assign(new Error("too slow"), { code: "159" }))
      : clickhouse.query(sql, ...rest);
  return withQueries(query, () => callApi<T>(service, { token: resource.apiToken }, "GET", path));
}

describe("a question that is too wide is answered with what there is, and says so", () => {
  it("the histogram: its newest part, and from where", async () => {
    let counted = 0;
    const { status, body } = await slowly<HistogramAnswer>(
      (sql) => sql.includes("GROUP BY bucket") && counted++ === 0,
      "/logs/histogram?from=-16d&buckets=16",
    );
    expect(status).toBe(200);
    expect(body.partial).toBe(true);
    const from = body.counted_from ?? "";
    expect(Date.parse(from)).toBeGreaterThan(Date.now() - 4 * DAY_MS);
    expect(body.data.filter(({ start, count }) => start < from && count > 0)).toEqual([]);
    expect(body.data.reduce((sum, { count }) => sum + count, 0)).toBe(3);
    expect(body.data[0]?.count).toBe(0);
  });

  it("the histogram without its changes", async () => {
    const { body } = await slowly<HistogramAnswer>(
      (sql) => sql.includes("heroku_audit_logs"),
      "/logs/histogram?from=-3d",
    );
    expect(body).toMatchObject({ partial: true, changes: [] });
    expect(body.counted_from).toBeUndefined();
    expect(body.data.reduce((sum, { count }) => sum + count, 0)).toBe(3);
  });

  it("fields: those that were counted in time", async () => {
    const { status, body } = await slowly<FieldsAnswer>((sql) => sql.includes("approx_top_k"), "/logs/fields?from=-3d");
    expect({ status, partial: body.partial, lines: body.lines }).toEqual({ status: 200, partial: true, lines: 3 });
    expect(body.data.map(({ field }) => field)).toContain("kind");
    expect(body.data.map(({ field }) => field)).not.toContain("status");
  });

  it("context: the line itself", async () => {
    const { status, body } = await slowly<ContextAnswer>(
      (sql) => sql.includes("ORDER BY"),
      `/logs/${lines[1]?.id}/context`,
    );
    expect(status).toBe(200);
    expect(body).toMatchObject({ partial: true, before: [], after: [], line: { id: lines[1]?.id } });
  });

  it("a trace: the request without the states of its dyno", async () => {
    const { status, body } = await slowly<TraceAnswer>(
      (sql) => sql.includes("process_id)"),
      `/logs/trace/${REQUEST_ID}`,
    );
    expect({ status, partial: body.partial, dyno: body.dyno }).toEqual({ status: 200, partial: true, dyno: "web.1" });
    expect(body.data.map(({ id }) => id)).toEqual([lines[1]?.id]);
  });

  it("a trace: the line that was found, when there was no time for what is around it", async () => {
    const { status, body } = await slowly<TraceAnswer>(
      (sql) => sql.includes("ORDER BY log_lines.timestamp ASC"),
      `/logs/trace/${REQUEST_ID}`,
    );
    expect({ status, partial: body.partial, dyno: body.dyno }).toEqual({ status: 200, partial: true, dyno: "web.1" });
    expect(body.data.map(({ id }) => id)).toEqual([lines[1]?.id]);
  });

  it("statistics, of which a part would be wrong, are refused", async () => {
    const { status, body } = await slowly<{ code: string }>((sql) => sql.includes("status_5xx"), "/stats/router");
    expect({ status, code: body.code }).toEqual({ status: 503, code: "query.too_slow" });
  });
});

describe("all reads of one call share its time", () => {
  afterEach(() => void vi.restoreAllMocks());

  it.each([
    `/logs/trace/${REQUEST_ID}`,
    "/logs/histogram?from=-3d",
    "/logs/fields?from=-3d",
    "/changes/around",
    `/changes/${CHANGE_ID}`,
  ])("%s", async (path) => {
    const now = performance.now.bind(performance);
    let passedMs = 0;
    vi.spyOn(performance, "now").mockImplementation(() => now() + passedMs);
    const seconds: number[] = [];
    const query: Query = (sql, params, own) => {
      seconds.push(own?.caps?.secondsMax ?? Number.NaN);
      passedMs = 22_000; // from the first read on, as if it took so long
      return clickhouse.query(sql, params, own);
    };
    const { status } = await withQueries(query, () => callApi(service, { token: resource.apiToken }, "GET", path));
    expect(status).toBe(200);
    expect(seconds.length).toBeGreaterThan(2);
    expect(seconds[0]).toBeLessThanOrEqual(24);
    for (const left of seconds.slice(1)) expect(left).toBeLessThanOrEqual(2);
  });
});

describe("every read of events", () => {
  const PATHS = [
    "/logs?from=-7d&query=zzz",
    "/logs/histogram?from=-7d",
    "/logs/fields?from=-7d",
    "/logs/export?from=-7d",
    `/logs/trace/${REQUEST_ID}`,
    "/stats/router",
    "/stats/dynos",
    "/changes?from=-7d",
    "/changes/histogram?from=-7d",
    "/changes/around",
    `/changes/${CHANGE_ID}`,
  ];

  it.each([...PATHS, "context"])("of %s has a signal, and a time, memory and rows of its own", async (path) => {
    const options: Parameters<Query>[2][] = [];
    const query: Query = (sql, params, own) => {
      options.push(own);
      return clickhouse.query(sql, params, own);
    };
    const at = path === "context" ? `/logs/${lines[1]?.id}/context` : path;
    await withQueries(query, async () => {
      const response = await fetch(`${service.url}/api/v1${at}`, {
        headers: { authorization: `Bearer ${resource.apiToken}` },
      });
      expect(response.status).toBe(200);
      await response.text();
    });
    expect(options.length).toBeGreaterThan(0);
    for (const own of options) {
      expect(own?.signal, "cancelled when the client leaves").toBeInstanceOf(AbortSignal);
      expect(own?.caps?.secondsMax).toBeLessThanOrEqual(24);
      expect(own?.caps?.bytesMax).toBeLessThanOrEqual(1_000_000_000);
      expect(own?.caps?.rowsMax).toBeLessThanOrEqual(500_000_000);
    }
  });

  it.each([...PATHS, "context"])("of %s is given up when the client leaves", async (path) => {
    const at = path === "context" ? `/logs/${lines[1]?.id}/context` : path;
    const left = new AbortController();
    const signals: AbortSignal[] = [];
    const query: Query = (_sql, _params, own) =>
      new Promise((_resolve, reject) => {
        if (!own?.signal) return reject(new Error("no signal"));
        signals.push(own.signal);
        own.signal.addEventListener("abort", () => reject(new Error("given up")));
      });
    await withQueries(query, async () => {
      const call = fetch(`${service.url}/api/v1${at}`, {
        headers: { authorization: `Bearer ${resource.apiToken}` },
        signal: left.signal,
      });
      const ended = call.then((response) => response.text()).catch(() => "left");
      await eventually(async () => signals.length > 0);
      left.abort();
      await ended;
      await eventually(async () => signals.every((signal) => signal.aborted));
    });
  });

  it("ends in the engine when its client leaves", async () => {
    const endless = endlessQuery(clickhouse);
    const left = new AbortController();
    // In place of the page's own read.
    const query: Query = (sql, params, own) =>
      sql.includes("FROM log_lines") && own?.signal ? endless.run(own.signal) : clickhouse.query(sql, params, own);
    await withQueries(query, async () => {
      const call = fetch(`${service.url}/api/v1/logs`, {
        headers: { authorization: `Bearer ${resource.apiToken}` },
        signal: left.signal,
      });
      const ended = call.catch(() => "left");
      await endless.hasStarted();
      left.abort();
      expect(await ended).toBe("left");
    });
    await endless.hasEnded();
  });
});
