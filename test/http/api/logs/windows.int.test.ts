import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { LogsAnswer } from "../../../../app/contract/api.ts";
import { LINE_ROWS_MAX } from "../../../../app/stores/clickhouse/query-limits.ts";
import { syslogLine } from "../../../support/frames.ts";
import {
  apiGet,
  type Provisioned,
  provisionResource,
  startTestService,
  type TestService,
} from "../../../support/service.ts";
import { storeLines } from "../../../support/store-lines.ts";

const HOURS = [0.1, 0.5, 3, 20, 30, 100, 160, 300];

let service: TestService;
let resource: Provisioned;
beforeAll(async () => {
  service = await startTestService();
  resource = await provisionResource(service);
  const ago = (hours: number) => new Date(Date.now() - hours * 3_600_000);
  await storeLines(
    service,
    resource,
    [...HOURS].reverse().map((hours) => syslogLine(`order-100${hours} of ${hours} hours`, { at: ago(hours) })),
  );
});
afterAll(() => service.stop());

/** All pages of a search; `mayLeap` false: no rest is small enough to be read at once. */
async function search(query: Record<string, string>, mayLeap = true): Promise<{ messages: string[]; reads: string[] }> {
  const { stores } = service.services;
  const real = stores.clickhouse;
  const reads: string[] = [];
  stores.clickhouse = {
    ...real,
    query: (sql, params, options) => {
      const isLeap = options?.caps?.rowsMax !== LINE_ROWS_MAX;
      reads.push(isLeap ? "leap" : "window");
      return isLeap && !mayLeap
        ? Promise.reject(Object.assign(new Error("too many rows"), { code: "158" }))
        : real.query(sql, params, options);
    },
  };
  const messages: string[] = [];
  try {
    for (let cursor: string | null | undefined; cursor !== null; ) {
      const page = new URLSearchParams({ from: "-20d", ...query, ...(cursor ? { cursor } : {}) });
      const { body }: { body: LogsAnswer } = await apiGet(service, resource.apiToken, `/logs?${page}`);
      expect(body.partial).toBeUndefined();
      messages.push(...body.data.map(({ message }) => message));
      cursor = body.next_cursor;
    }
    return { messages, reads };
  } finally {
    stores.clickhouse = real;
  }
}

describe("GET /api/v1/logs, window by window or at once", () => {
  it.each([
    { order: "desc", limit: "100" },
    { order: "asc", limit: "100" },
    { order: "desc", limit: "3" },
    { order: "asc", limit: "1" },
    { order: "desc", limit: "2", query: "hours -order-1003" },
    { order: "asc", limit: "2", query: "order-1003" },
  ])("finds the same lines, each once: %o", async (query) => {
    const atOnce = await search(query);
    expect((await search(query, false)).messages).toEqual(atOnce.messages);
    expect(new Set(atOnce.messages).size).toBe(atOnce.messages.length);
    const expected = HOURS.map((hours) => `order-100${hours} of ${hours} hours`).filter((message) =>
      query.query === undefined ? true : query.query.startsWith("hours") !== message.startsWith("order-1003"),
    );
    expect(atOnce.messages).toEqual(query.order === "asc" ? expected.reverse() : expected);
  });

  it("asks once for an id, twice for what the nearest hour has little of, and else as often as it takes", async () => {
    expect((await search({ query: "order-100300" })).reads).toEqual(["leap"]);
    expect((await search({ query: "hours" })).reads).toEqual(["window", "leap"]);
    expect((await search({ query: "hours" }, false)).reads).toEqual(["window", "leap", "window", "window", "window"]);
    expect((await search({ query: "hours", limit: "1", from: "-10m" })).reads).toEqual(["window"]);
  });
});
