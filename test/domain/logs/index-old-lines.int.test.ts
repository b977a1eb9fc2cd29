import { randomUUID } from "node:crypto";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { Services } from "../../../app/context.ts";
import { dayToIndex, indexOldLines } from "../../../app/domain/logs/index-old-lines.ts";
import { searchLogs } from "../../../app/domain/logs/search-logs.ts";
import { FieldList } from "../../../app/lib/field-list.ts";
import { LineBlock } from "../../../app/stores/clickhouse/line-block.ts";
import { insertLines } from "../../../app/stores/clickhouse/log-lines.ts";
import { daysWithoutIndex, isTableChanging } from "../../../app/stores/clickhouse/message-index.ts";
import { eventually, provisionResource, startTestService, type TestService } from "../../support/service.ts";

const DAY_MS = 86_400_000;
const NOW = new Date("2026-03-10T12:00:00Z");

let service: TestService;
let services: Services;
beforeAll(async () => {
  service = await startTestService({ hasWorkers: false });
  services = { ...service.services, clock: { now: () => NOW } };
});
afterAll(() => service.stop());

/** Lines received so many days before `NOW`. */
async function insert(resourceId: string, daysAgo: number, messages: readonly string[]): Promise<void> {
  const block = new LineBlock();
  const receivedAtMs = NOW.getTime() - daysAgo * DAY_MS;
  for (const [i, message] of messages.entries())
    block.add(
      {
        timestampMicros: receivedAtMs * 1000 + i,
        kind: "app",
        level: "info",
        messageLen: message.length,
        priority: 190,
        version: "1",
        hostName: "host",
        appName: "app",
        processId: "web.1",
        messageId: "-",
        message,
        fields: new FieldList(),
      },
      { resourceId, drainId: randomUUID(), receivedAtMs, frameSeq: daysAgo, retentionDays: 400 },
      i,
    );
  await insertLines(services.stores.clickhouse, block.encode(), randomUUID());
}

const TODAY = "20260310";
const missing = async () => (await daysWithoutIndex(services.stores.clickhouse)).map(({ day }) => day);
const turn = async (ofToday?: { linesMin: number; workMax: number }) => {
  const day = await indexOldLines(services, ofToday);
  await eventually(async () => !(await isTableChanging(services.stores.clickhouse)));
  return day;
};

describe("the index on the messages of a day", () => {
  it("is built once the day is over, the newest first, and changes nothing about what is found", async () => {
    const { resourceId } = await provisionResource(service);
    for (const days of [0, 1, 2])
      await insert(resourceId, days, [`Needle-${days}-abcdef`, `hay ${days}`, `100%_\\done ${days}`]);
    const search = async (query: string) => {
      const ctx = { ...services, resourceId, actor: { kind: "token" } } as unknown as Parameters<typeof searchLogs>[0];
      const page = {
        query,
        from: "-10d",
        to: "2026-03-11T00:00:00Z",
        limit: 100,
        order: "desc",
        cursor: null,
      } as const;
      return (await searchLogs(ctx, page)).data.map((line) => line.message);
    };
    const found = async () =>
      Promise.all(["eedle-", "needle-1-abcdef", '"100%_\\\\done"', "nowhere-to-be-found", "-needle"].map(search));
    const before = await found();
    expect(before.map((each) => each.length)).toEqual([3, 1, 3, 0, 6]);

    expect(await missing()).toEqual([TODAY, "20260309", "20260308"]);
    expect(await turn()).toBe("20260309");
    expect(await missing()).toEqual([TODAY, "20260308"]);
    expect(await turn()).toBe("20260308");
    // Today is not over, and has few lines.
    expect(await turn()).toBeNull();
    expect(await found()).toEqual(before);

    const [plan] = await services.stores.clickhouse.query<{ explain: string }>(
      `SELECT arrayStringConcat(groupArray(explain), ' ') AS explain FROM (EXPLAIN indexes = 1
         SELECT count() FROM log_lines WHERE received_at < '2026-03-09 00:00:00' AND lower(message) LIKE '%nowhere-to-be%')`,
    );
    expect(plan?.explain).toContain("message_grams");
    expect(plan?.explain).toMatch(/message_grams.*Parts: 0\/1/);
  });

  it("waits for an hour after midnight: frames of the day may still be in the spool", async () => {
    const turnAt = (at: string) => dayToIndex(services.stores.clickhouse, new Date(at));
    expect(await missing()).toEqual([TODAY]);
    expect(await turnAt("2026-03-11T00:59:59.999Z")).toBeNull();
    expect(await turnAt("2026-03-11T01:00:00Z")).toBe(TODAY);
  });

  it("is built again for a day that lines were added to", async () => {
    const { resourceId } = await provisionResource(service);
    await insert(resourceId, 5, ["early"]);
    while ((await turn()) !== null);
    await insert(resourceId, 5, ["late"]);
    expect(await missing()).toEqual([TODAY, "20260305"]);
    expect(await turn()).toBe("20260305");
    expect(await missing()).toEqual([TODAY]);
  });

  it("is built for today, too, when its lines are many and not too much work", async () => {
    const [day] = await daysWithoutIndex(services.stores.clickhouse);
    const { lines = 0, work = 0 } = day ?? {};
    expect(lines).toBeGreaterThan(0);
    expect(await turn({ linesMin: lines + 1, workMax: 1_000 })).toBeNull();
    expect(await turn({ linesMin: 1, workMax: work - 1 })).toBeNull();
    expect(await turn({ linesMin: lines, workMax: work })).toBe(TODAY);
    expect(await missing()).toEqual([]);
  });

  it("is built for what came since, and counts the work of writing small parts again", async () => {
    const { clickhouse } = services.stores;
    const { resourceId } = await provisionResource(service);
    const [before] = await clickhouse.query<{ lines: number }>(
      "SELECT sum(rows) AS lines FROM system.parts WHERE table = 'log_lines' AND active AND partition = {day:String}",
      { day: TODAY },
    );
    await clickhouse.command("SYSTEM STOP MERGES log_lines");
    await insert(resourceId, 0, ["later today"]);
    const work = 2 * ((before?.lines ?? 0) + 1);
    expect(await daysWithoutIndex(clickhouse)).toEqual([{ day: TODAY, lines: 1, work }]);
    await clickhouse.command("SYSTEM START MERGES log_lines");
    expect(await turn({ linesMin: 1, workMax: 1_000 })).toBe(TODAY);
    expect(await missing()).toEqual([]);
  });

  it("waits while ClickHouse changes the table", async () => {
    const { resourceId } = await provisionResource(service);
    await insert(resourceId, 6, ["x"]);
    const { clickhouse } = services.stores;
    const busy = {
      ...clickhouse,
      query: ((sql: string, ...rest: [never]) =>
        sql.includes("system.mutations")
          ? Promise.resolve([{ n: 1 }])
          : clickhouse.query(sql, ...rest)) as typeof clickhouse.query,
    };
    expect(await indexOldLines({ ...services, stores: { ...services.stores, clickhouse: busy } })).toBeNull();
    expect(await missing()).toEqual(["20260304"]);
  });
});
