import { expect, test } from "vitest";
import { apply } from "../../../migrations/clickhouse.ts";
import { endlessQuery } from "../../support/endless-query.ts";
import { waysToClickHouse, withClickHouse } from "./ways.ts";

test.each(Object.entries(waysToClickHouse))("a query ends with its signal: %s", (_way, open) =>
  withClickHouse(open, async (opened) => {
    const endless = endlessQuery(opened);
    const leaving = new AbortController();
    const left = endless.run(leaving.signal).catch(() => "left");
    await endless.hasStarted();
    leaving.abort();
    expect(await left).toBe("left");
    await endless.hasEnded();
  }),
);

test.each(Object.entries(waysToClickHouse))(
  "a query that meets its cap half-way fails as one, and none of its rows are in another answer: %s",
  (_way, open) =>
    withClickHouse(open, async (opened) => {
      const caps = { secondsMax: 0.2, bytesMax: 1_000_000_000, rowsMax: 100_000_000 };
      const slow = "SELECT number, sleep(0.05) FROM numbers(10000000)"; // that long for each block of rows
      await expect(opened.query(slow, {}, { caps })).rejects.toMatchObject({ code: "159" });
      // As many as there are sessions, so that each has its turn.
      const next = await Promise.all([1, 2, 3].map((one) => opened.query("SELECT {one:UInt8} AS one", { one })));
      expect(next).toEqual([[{ one: 1 }], [{ one: 2 }], [{ one: 3 }]]);
    }),
);

test("a migration goes on without a table's setting that the server is too old to know, and stops at any other error", () =>
  withClickHouse(waysToClickHouse["over HTTP"], async (opened) => {
    await opened.command("CREATE TABLE old (id UInt64) ENGINE = MergeTree ORDER BY id");
    await apply(opened, "ALTER TABLE old MODIFY SETTING newer_than_the_server = 1");
    await apply(opened, "ALTER TABLE old MODIFY SETTING merge_selector_base = 9");
    const [table] = await opened.query<{ engine: string }>(
      "SELECT engine_full AS engine FROM system.tables WHERE name = 'old'",
    );
    expect(table?.engine).toContain("merge_selector_base = 9");
    await expect(apply(opened, "ALTER TABLE none MODIFY SETTING merge_selector_base = 9")).rejects.toThrow("none");
    await expect(apply(opened, "SELECT 1 SETTINGS newer_than_the_server = 1")).rejects.toThrow("newer_than_the_server");
  }));
