import { join } from "node:path";
import { ClickHouseError } from "@clickhouse/client";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { type Chdb, openChdb } from "../../../app/stores/embedded/chdb.ts";
import { eventually } from "../../support/service.ts";
import { makeDir, startOwner } from "./support.ts";

let temp: Awaited<ReturnType<typeof makeDir>>;
let db: Chdb;

type Client = Chdb["write"];
type Call = Parameters<Client["query"]>[0];
const select = async <Row>(client: Client | undefined, query: string, rest: Omit<Call, "query" | "format"> = {}) => {
  const result = await client?.query({ query, format: "JSONEachRow", ...rest });
  return (await result?.json()) as Row[];
};

// chDB binds one directory for the life of the process: the tests of this file share it, and the first ones are those
// in which another process has it.
beforeAll(async () => {
  temp = await makeDir();
});
afterAll(async () => {
  await db.close();
  await temp.remove();
});

describe("openChdb", { timeout: 60_000 }, () => {
  test("a directory open in another process is refused, and opens whole once that was killed with -9", async () => {
    const owner = await startOwner(temp.dir, "chdb");
    expect(owner.ready.error).toBeUndefined();
    const dir = join(temp.dir, "chdb");
    expect(() => openChdb({ dir })).toThrow(`The ClickHouse data in ${dir} could not be opened: another process`);
    await owner.killHard();

    db = openChdb({ dir });
    expect(await select(db.read[0], "SELECT count() AS rows FROM kept")).toEqual([{ rows: 1000 }]);
  });

  test("closed and opened again it has its data", async () => {
    await db.close();
    db = openChdb({ dir: join(temp.dir, "chdb") });
    expect(await select(db.read[1], "SELECT count() AS rows FROM kept")).toEqual([{ rows: 1000 }]);
  });

  test("a setting holds for one call: a deduplication token does not swallow the next insert", async () => {
    await db.write.command({
      query:
        "CREATE TABLE tokens (id UInt64) ENGINE = MergeTree ORDER BY id SETTINGS non_replicated_deduplication_window = 100",
    });
    const insert = (token?: string) =>
      db.write.command({
        query: "INSERT INTO tokens VALUES (1)",
        ...(token && { clickhouse_settings: { insert_deduplication_token: token } }),
      });
    await insert("batch-1");
    await insert("batch-1");
    await insert();
    expect(await select(db.read[0], "SELECT count() AS rows FROM tokens")).toEqual([{ rows: 2 }]);
  });

  test.each([
    "plain",
    "tab\tnewline\nreturn\r",
    "quote' and \\ backslash \\N \\t",
    "nul\0byte",
    "'); DROP TABLE kept; --",
    "a blank line\n\nDROP TABLE kept",
    "{value:String} żółć 😀",
  ])("a bound value arrives as it is: %j", async (value) => {
    const query = "SELECT {value:String} AS one, {list:Array(String)} AS list";
    const rows = await select(db.read[0], query, { query_params: { value, list: [value, "x"] } });
    expect(rows).toEqual([{ one: value, list: [value, "x"] }]);
  });

  test("bound numbers, dates and nothing arrive as they are", async () => {
    const query_params = { big: 2n ** 63n, at: new Date("2026-01-02T03:04:05.678Z"), none: null, is: true };
    const query =
      "SELECT {big:UInt64}::String AS big, {at:DateTime64(3,'UTC')} AS at, {none:Nullable(String)} AS none, {is:Bool} AS is";
    const [row] = await select(db.read[0], query, { query_params });
    expect(row).toEqual({ big: "9223372036854775808", at: "2026-01-02 03:04:05.678", none: null, is: true });
  });

  test("a query never uses the value an earlier one bound", async () => {
    const query = "SELECT {tenant:String} AS tenant";
    await select(db.read[0], query, { query_params: { tenant: "first" } });
    await expect(select(db.read[0], query)).rejects.toThrow("The query's value {tenant} is not given.");
  });

  test("concurrent queries keep their own values and settings", async () => {
    const query = "SELECT {n:UInt64} AS n, getSetting('max_block_size') AS size";
    const numbers = Array.from({ length: 200 }, (_, n) => n);
    const rows = await Promise.all(
      numbers.map(async (n) => {
        const settings = n % 2 ? { clickhouse_settings: { max_block_size: `${n + 1000}` } } : {};
        return (
          await select<{ n: number; size: number }>(db.read[n % 3 ? 0 : 1], query, { query_params: { n }, ...settings })
        )[0];
      }),
    );
    const [standard] = await select<{ size: number }>(db.write, "SELECT getSetting('max_block_size') AS size");
    expect(rows).toEqual(numbers.map((n) => ({ n, size: n % 2 ? n + 1000 : standard?.size })));
  });

  test("neither an insert nor another search waits for a long search", async () => {
    const order: string[] = [];
    const query = "SELECT sleepEachRow(0.1) FROM numbers({n:UInt64}) SETTINGS max_block_size = 1";
    const long = select(db.read[0], query, { query_params: { n: 20 } }).then(() => order.push("long search"));
    await db.write.command({ query: "INSERT INTO kept VALUES ({id:UInt64})", query_params: { id: 5000 } });
    order.push("insert");
    await select(db.read[1], "SELECT {n:UInt8}", { query_params: { n: 1 } });
    order.push("short search");
    await long;
    expect(order).toEqual(["insert", "short search", "long search"]);
  });

  test("a query ends with its signal, and one that still waits for its session is never run", async () => {
    // Days of work each, without a limit that could end it: only its signal does.
    const ask = (name: string, { signal }: AbortController) =>
      select(db.read[0], `SELECT count() FROM numbers(1e15) WHERE NOT ignore(cityHash64(number), '${name}-to-leave')`, {
        abort_signal: signal,
      }).catch((error: Error) => `${name}: ${error.name}`);
    const known = () =>
      select<{ name: string }>(
        db.read[1],
        "SELECT extract(query, '(first|second)-to-leave') AS name FROM system.processes WHERE name != '' AND query NOT LIKE '%system.processes%'",
      );
    const leaving = [new AbortController(), new AbortController()] as const;
    const first = ask("first", leaving[0]);
    const second = ask("second", leaving[1]);
    await eventually(async () => (await known()).length === 1);
    leaving[1].abort();
    expect(await second).toBe("second: AbortError");
    expect(await known()).toEqual([{ name: "first" }]);
    leaving[0].abort();
    expect(await first).toBe("first: AbortError");
    // A session runs one statement at a time, so this one is after both.
    expect(await select(db.read[0], "SELECT 1 AS one")).toEqual([{ one: 1 }]);
    expect(await known()).toEqual([]);
  });

  test.each([
    ["a value it cannot take", "SELECT number, throwIf(number = 150000) FROM numbers(200000)", {}],
    ["its cap of rows", "SELECT number FROM numbers(200000)", { max_result_rows: "50000" }],
    ["its time", "SELECT number, sleepEachRow(0.001) FROM numbers(20000)", { max_execution_time: 0.2 }],
  ])("rows of a query that failed half-way by %s are in nobody else's answer", async (_, query, settings) => {
    const failed = select(db.read[0], query, { clickhouse_settings: { ...settings, max_block_size: "100" } });
    const next = select(db.read[0], "SELECT 1 AS one");
    await expect(failed).rejects.toBeInstanceOf(ClickHouseError);
    expect(await next).toEqual([{ one: 1 }]);
    await expect(select(db.read[0], "SELECT no_such_column")).rejects.toBeInstanceOf(ClickHouseError);
    expect(await select(db.read[0], "SELECT 1 AS one")).toEqual([{ one: 1 }]);
  });

  test("what ends a query never meets the one after it", async () => {
    const query = "SELECT count() FROM numbers(3000000) WHERE NOT ignore(cityHash64(number))";
    const startedAtMs = performance.now();
    await select(db.read[0], query);
    const tookMs = performance.now() - startedAtMs;
    for (let turn = 0; turn < 200; turn++) {
      const leaving = new AbortController();
      // Some end first and others are left: both are as they should be.
      const left = select(db.read[0], query, { abort_signal: leaving.signal }).catch(() => {});
      const next = select(db.read[0], "SELECT {turn:UInt32} AS turn", { query_params: { turn } });
      // From a bit before to a bit after its usual end, so that the kill and the end cross in every way there is.
      setTimeout(() => leaving.abort(), tookMs * (0.6 + (turn % 20) / 25));
      expect(await next).toEqual([{ turn }]);
      await left;
    }
  });

  test("an error is the client's own, and an unknown setting does not haunt later calls", async () => {
    const failed = select(db.read[0], "SELECT 1", {
      clickhouse_settings: { no_such_setting: 1 } as Record<string, number>,
    });
    await expect(failed).rejects.toBeInstanceOf(ClickHouseError);
    await expect(failed).rejects.toMatchObject({ type: "UNKNOWN_SETTING" });
    expect(await select(db.read[0], "SELECT 1 AS one")).toEqual([{ one: 1 }]);
  });
});
