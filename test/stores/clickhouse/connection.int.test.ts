import { expect, test } from "vitest";
import { apply } from "../../../migrations/clickhouse.ts";
import { eventually } from "../../support/service.ts";
import { waysToClickHouse } from "./ways.ts";

test.each(Object.entries(waysToClickHouse))("a query ends with its signal: %s", async (_way, open) => {
  const { opened, remove } = await open();
  try {
    const leaving = new AbortController();
    const asked = opened.query(
      "SELECT count() FROM numbers(1e15) WHERE NOT ignore(cityHash64(number), 'to-leave')",
      {},
      { signal: leaving.signal, caps: { secondsMax: 86_400, bytesMax: 1_000_000_000, rowsMax: 1e15 } },
    );
    const left = asked.catch(() => "left");
    const running = () =>
      opened.query("SELECT 1 FROM system.processes WHERE query LIKE '%to-leave%' AND query NOT LIKE '%processes%'");
    await eventually(async () => (await running()).length === 1);
    leaving.abort();
    expect(await left).toBe("left");
    // An embedded engine has two sessions for queries, one statement at a time each: both are free again.
    await eventually(async () => {
      await Promise.all([opened.query("SELECT 1"), opened.query("SELECT 1")]);
      return (await running()).length === 0;
    });
  } finally {
    await opened.close();
    await remove();
  }
});

test("a migration goes on without a table's setting that the server is too old to know, and stops at any other error", async () => {
  const { opened, remove } = await waysToClickHouse["over HTTP"]();
  try {
    await opened.command("CREATE TABLE old (id UInt64) ENGINE = MergeTree ORDER BY id");
    await apply(opened, "ALTER TABLE old MODIFY SETTING newer_than_the_server = 1");
    await apply(opened, "ALTER TABLE old MODIFY SETTING merge_selector_base = 9");
    const [table] = await opened.query<{ engine: string }>(
      "SELECT engine_full AS engine FROM system.tables WHERE name = 'old'",
    );
    expect(table?.engine).toContain("merge_selector_base = 9");
    await expect(apply(opened, "ALTER TABLE none MODIFY SETTING merge_selector_base = 9")).rejects.toThrow("none");
    await expect(apply(opened, "SELECT 1 SETTINGS newer_than_the_server = 1")).rejects.toThrow("newer_than_the_server");
  } finally {
    await opened.close();
    await remove();
  }
});
