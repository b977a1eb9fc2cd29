import { execFileSync } from "node:child_process";
import { open as openFile } from "node:fs/promises";
import path from "node:path";
import { describe, expect, test } from "vitest";
import type { ClickHouse } from "../../../app/stores/clickhouse/connection.ts";
import { apply } from "../../../migrations/clickhouse.ts";
import { endlessQuery } from "../../support/endless-query.ts";
import { eventually } from "../../support/service.ts";
import { makeTempDir } from "../../support/stores.ts";
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

test("a query never waits behind one whose caller has left, and that the engine still runs", () =>
  withClickHouse(waysToClickHouse["in this process"], async (opened) => {
    const temp = await makeTempDir("held-query");
    const pipe = path.join(temp.dir, "pipe");
    execFileSync("mkfifo", [pipe]);
    const leaving = new AbortController();
    const held = opened
      .query(`SELECT * FROM file('${pipe}', 'LineAsString', 'line String')`, {}, { signal: leaving.signal })
      .catch(() => "left");
    // Open for writing once the engine reads from it; nothing but its end lets that statement go on.
    const writer = await openFile(pipe, "w");
    leaving.abort();
    expect(await held).toBe("left");
    expect(await opened.query("SELECT 1 AS one")).toEqual([{ one: 1 }]);
    expect(await opened.query("SELECT 2 AS two")).toEqual([{ two: 2 }]);
    await writer.close();
    await temp.remove();
  }));

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

describe.each(Object.entries(waysToClickHouse))("a migration that rewrites stored lines, %s,", (_way, open) => {
  const withLines = (work: (opened: ClickHouse) => Promise<void>) =>
    withClickHouse(open, async (opened) => {
      await opened.command("CREATE TABLE old (id UInt64, text String) ENGINE = MergeTree ORDER BY id");
      await opened.command("INSERT INTO old SELECT number, '' FROM numbers(1000)");
      await work(opened);
    });

  test("goes on only once they are rewritten, however long that takes", () =>
    withLines(async (opened) => {
      await opened.command("SYSTEM STOP MERGES old");
      let hasEnded = false;
      const rewriting = apply(
        opened,
        "ALTER TABLE old UPDATE\n text = toString(id) WHERE text = '' SETTINGS mutations_sync = 0",
      ).then(() => {
        hasEnded = true;
      });
      await eventually(
        async () => (await opened.query("SELECT 1 FROM system.mutations WHERE NOT is_done")).length === 1,
      );
      expect(hasEnded).toBe(false);
      await opened.command("SYSTEM START MERGES old");
      await rewriting;
      const [left] = await opened.query("SELECT countIf(text = '') AS empty, uniqExact(text) AS texts FROM old");
      expect(left).toEqual({ empty: 0, texts: 1000 });
    }));

  test("changes nothing when it is run again", () =>
    withLines(async (opened) => {
      for (let time = 0; time < 2; time++)
        await apply(opened, "ALTER TABLE old UPDATE\n text = toString(id) WHERE text = ''");
      expect(await opened.query("SELECT count() AS texts FROM old WHERE text = toString(id)")).toEqual([
        { texts: 1000 },
      ]);
    }));

  test("stops with the reason when they cannot be", () =>
    withLines(async (opened) => {
      const statement =
        "ALTER TABLE old UPDATE text = toString(throwIf(id = 7, 'seven')) WHERE 1 SETTINGS mutations_sync = 0";
      await expect(apply(opened, statement)).rejects.toThrow("seven");
      await opened.command("KILL MUTATION WHERE table = 'old' ASYNC");
    }));
});
