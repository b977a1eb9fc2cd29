import { randomUUID } from "node:crypto";
import { afterAll, beforeAll, beforeEach, expect, it } from "vitest";
import type { AlertEventAnswer, AlertPreviewAnswer } from "../../../app/contract/api.ts";
import { FieldList } from "../../../app/lib/field-list.ts";
import { LineBlock } from "../../../app/stores/clickhouse/line-block.ts";
import { insertLines } from "../../../app/stores/clickhouse/log-lines.ts";
import { alertEvents, createAlert, errorsAlert, judgeLater } from "../../support/alerts.ts";
import { callApi, provisionWithAdmin } from "../../support/api.ts";
import { createShiftedClock } from "../../support/clock.ts";
import { startTestService, type TestService } from "../../support/service.ts";

const MINUTE_MS = 60_000;
const DAY_MS = 86_400_000;

const clock = createShiftedClock();
let service: TestService;
beforeAll(async () => {
  service = await startTestService({ hasWorkers: false, clock });
});
beforeEach(() => clock.shift(0));
afterAll(() => service.stop());

/** Lines with "boom" in them, received so long before now. */
async function insertBooms(resourceId: string, count: number, agoMs: number): Promise<void> {
  const receivedAtMs = Date.now() - agoMs;
  const block = new LineBlock();
  const said = { messageLen: 4, priority: 190, version: "1", hostName: "host", appName: "app", processId: "web.1" };
  const line = { ...said, messageId: "-", message: "boom", kind: "app", level: "info" } as const;
  const origin = { resourceId, drainId: randomUUID(), receivedAtMs, frameSeq: 1, retentionDays: 30 };
  for (let i = 0; i < count; i++)
    block.add({ ...line, timestampMicros: receivedAtMs * 1_000, fields: new FieldList() }, origin, i);
  await insertLines(service.services.stores.clickhouse, block.encode(), randomUUID());
}

/** A resource that has been there for so long, and an alert on it that compares five minutes of today. */
async function setUp(rule: object, ageMs = 3 * DAY_MS) {
  const { resourceId, admin } = await provisionWithAdmin(service);
  const { pg } = service.services.stores;
  await pg("resources")
    .where({ id: resourceId })
    .update({ created_at: new Date(Date.now() - ageMs) });
  const destination = { kind: "webhook", url: "https://ops.example.com/hook" };
  const { status, body } = await createAlert(service, admin, {
    ...errorsAlert,
    window_minutes: 5,
    ...rule,
    destination,
  });
  expect(status, JSON.stringify(body)).toBe(201);
  return { resourceId, admin, alert: body };
}

const rises = { condition: "rises", times: 3, count: 5 };
const falls = { condition: "falls", times: 3, count: 5 };

it("fires when there is much more than a day before, says how much that was, and ends when the day before was as bad", async () => {
  const { resourceId, admin, alert } = await setUp(rises);
  await insertBooms(resourceId, 2, DAY_MS);
  await insertBooms(resourceId, 500, DAY_MS / 2); // between the two nobody looks
  await insertBooms(resourceId, 6, 0);
  await judgeLater({ service, clock }, resourceId);
  expect(await alertEvents(service, admin, alert.id)).toMatchObject([{ type: "fired", count: 6, count_day_before: 2 }]);

  const { body } = await callApi<AlertEventAnswer>(service, admin, "POST", `/alerts/${alert.id}/test`);
  expect(body).toMatchObject({ type: "test", count: 6, count_day_before: 2 });
  await judgeLater({ service, clock }, resourceId, 30);
  const [last] = await alertEvents(service, admin, alert.id);
  expect(last).toMatchObject({ type: "resolved", count: 0, count_day_before: 0 });
});

it("stays quiet when there was as much a day before", async () => {
  const { resourceId, admin, alert } = await setUp(rises);
  await insertBooms(resourceId, 3, DAY_MS);
  await insertBooms(resourceId, 6, 0);
  await judgeLater({ service, clock }, resourceId);
  expect(await alertEvents(service, admin, alert.id)).toEqual([]);
});

it("fires when there is far less than a day before, of lines and of changes", async () => {
  const { resourceId, admin, alert } = await setUp(falls);
  await insertBooms(resourceId, 6, DAY_MS);
  await insertBooms(resourceId, 2, 0);
  await judgeLater({ service, clock }, resourceId);
  expect(await alertEvents(service, admin, alert.id)).toMatchObject([{ type: "fired", count: 2, count_day_before: 6 }]);

  const changes = await setUp({ ...falls, watches: "changes", query: "" });
  await judgeLater({ service, clock }, changes.resourceId, 2);
  expect(await alertEvents(service, changes.admin, changes.alert.id)).toEqual([]);
});

it("says nothing while the add-on was not there a day before", async () => {
  const { resourceId, admin, alert } = await setUp(rises, DAY_MS - MINUTE_MS);
  await insertBooms(resourceId, 6, 0);
  await judgeLater({ service, clock }, resourceId);
  expect(await alertEvents(service, admin, alert.id)).toEqual([]);
});

it("a preview compares the last day with the one before it", async () => {
  const { resourceId, admin } = await setUp(rises);
  await insertBooms(resourceId, 2, DAY_MS + 3 * 3_600_000);
  await insertBooms(resourceId, 6, 3 * 3_600_000);
  await insertBooms(resourceId, 3, DAY_MS + 5 * 3_600_000);
  await insertBooms(resourceId, 6, 5 * 3_600_000);
  const preview = async (times: number) => {
    const path = `/alerts/preview?query=boom&condition=rises&count=5&window_minutes=5&times=${times}`;
    return (await callApi<AlertPreviewAnswer>(service, admin, "GET", path)).body;
  };
  expect(await preview(3)).toMatchObject({ fired: 1, firings: [{ count: 6 }] });
  expect(await preview(2)).toMatchObject({ fired: 2 });
  const hours = ({ from, to }: AlertPreviewAnswer) => (Date.parse(to) - Date.parse(from)) / 3_600_000;
  expect(hours(await preview(3))).toBe(24);
  // What is younger has less to compare, or nothing.
  const { pg } = service.services.stores;
  const isOld = async (ms: number) => {
    await pg("resources")
      .where({ id: resourceId })
      .update({ created_at: new Date(Date.now() - ms) });
    return hours(await preview(3));
  };
  expect(await isOld(DAY_MS + 4 * 3_600_000)).toBeCloseTo(4 - 5 / 60, 0);
  expect(await isOld(DAY_MS)).toBe(0);
});
