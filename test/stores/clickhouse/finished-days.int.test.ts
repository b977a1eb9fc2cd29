import { randomUUID } from "node:crypto";
import { expect, it } from "vitest";
import { FieldList } from "../../../app/lib/field-list.ts";
import { LineBlock } from "../../../app/stores/clickhouse/line-block.ts";
import { insertLines } from "../../../app/stores/clickhouse/log-lines.ts";
import { migrateClickHouse } from "../../../migrations/clickhouse.ts";
import { eventually } from "../../support/service.ts";
import { waysToClickHouse, withClickHouse } from "./ways.ts";

const FINISHED_MS = Date.parse("2026-03-04T09:15:00Z");

it("the lines of a day that is over lie in one part before long, all of them", async () => {
  await withClickHouse(waysToClickHouse["in this process"], async (clickhouse) => {
    await migrateClickHouse(clickhouse, null);
    // A day is over half an hour after its last part. ClickHouse has a clock of its own: for a test a second must do.
    await clickhouse.command("ALTER TABLE log_lines MODIFY SETTING min_age_to_force_merge_seconds = 1");
    const resourceId = randomUUID();
    for (const hour of [0, 1, 2]) {
      const receivedAtMs = FINISHED_MS + hour * 3_600_000;
      const block = new LineBlock();
      const said = { messageLen: 6, priority: 190, version: "1", hostName: "host", appName: "app", processId: "web.1" };
      const line = { ...said, messageId: "-", message: `hour ${hour}`, kind: "app", level: "info" } as const;
      const origin = { resourceId, drainId: randomUUID(), receivedAtMs, frameSeq: 1, retentionDays: 3_000 };
      block.add({ ...line, timestampMicros: receivedAtMs * 1_000, fields: new FieldList() }, origin, 0);
      await insertLines(clickhouse, block.encode(), randomUUID());
    }
    const parts = () =>
      clickhouse.query("SELECT rows FROM system.parts WHERE table = 'log_lines' AND active AND rows > 0");
    await eventually(async () => (await parts()).length === 1);
    expect(await parts()).toEqual([{ rows: 3 }]);
    const found = await clickhouse.query("SELECT message FROM log_lines ORDER BY timestamp");
    expect(found).toEqual([{ message: "hour 0" }, { message: "hour 1" }, { message: "hour 2" }]);
  });
});
