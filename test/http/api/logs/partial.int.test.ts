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

let service: TestService;
let resource: Provisioned;
beforeAll(async () => {
  service = await startTestService();
  resource = await provisionResource(service);
  const ago = (hours: number) => new Date(Date.now() - hours * 3_600_000);
  await storeLines(service, resource, [
    syslogLine("days old", { at: ago(50) }),
    syslogLine("hours old", { at: ago(5) }),
    syslogLine("new", { at: ago(0.1) }),
  ]);
});
afterAll(() => service.stop());

/** Reads of windows take too long from the given one on, and no rest is small enough to be read at once. */
async function search(slowFrom: number, code: string, path = "/logs?from=-7d") {
  const { stores } = service.services;
  const real = stores.clickhouse;
  let reads = 0;
  stores.clickhouse = {
    ...real,
    query: (sql, params, options) => {
      const isWindow = options?.caps?.rowsMax === LINE_ROWS_MAX;
      return !isWindow || ++reads >= slowFrom
        ? Promise.reject(Object.assign(new Error("too slow"), { code: isWindow ? code : "158" }))
        : real.query(sql, params, options);
    },
  };
  try {
    return await apiGet<LogsAnswer & { code?: string }>(service, resource.apiToken, path);
  } finally {
    stores.clickhouse = real;
  }
}

describe("GET /api/v1/logs, too wide", () => {
  it.each(["159", "241", "158"])(
    "after its first window: the lines it has, partial, with a cursor (%s)",
    async (code) => {
      const { status, body } = await search(2, code);
      expect(status).toBe(200);
      expect(body.data.map((line) => line.message)).toEqual(["new"]);
      expect(body.partial).toBe(true);
      const path = `/logs?from=-7d&cursor=${body.next_cursor}`;
      const rest = (await apiGet<LogsAnswer>(service, resource.apiToken, path)).body;
      expect(rest.data.map((line) => line.message)).toEqual(["hours old", "days old"]);
      expect(rest.partial).toBeUndefined();
    },
  );

  it("after two windows: both windows' lines", async () => {
    expect((await search(3, "159")).body.data.map((line) => line.message)).toEqual(["new", "hours old"]);
  });

  it("at once, or for another reason: refused, nothing is half said", async () => {
    expect(await search(1, "159")).toMatchObject({ status: 503, body: { code: "query.too_slow" } });
    expect(await search(2, "ECONNREFUSED")).toMatchObject({ status: 503, body: { code: "service.unavailable" } });
  });

  it("and nothing found yet: an empty page, partial, whose cursor goes on where it ended", async () => {
    for (const order of ["desc", "asc"]) {
      let cursor: string | null = null;
      const found: string[] = [];
      let pages = 0;
      do {
        // An hour and a day are read in time, what is further away is not.
        const query = new URLSearchParams({ query: "days old", from: "-7d", order, ...(cursor ? { cursor } : {}) });
        const answer: LogsAnswer = (await search(3, "159", `/logs?${query}`)).body;
        found.push(...answer.data.map((line) => line.message));
        expect(answer.next_cursor).not.toBe(cursor);
        cursor = answer.next_cursor;
        pages++;
      } while (cursor !== null);
      expect(found).toEqual(["days old"]);
      expect(pages).toBeGreaterThan(2);
    }
  });
});
