import { randomUUID } from "node:crypto";
import { createReadStream, existsSync } from "node:fs";
import { tmpdir } from "node:os";
import { Readable } from "node:stream";
import { finished } from "node:stream/promises";
import { type ClickHouseClient, ClickHouseLogLevel, createClient } from "@clickhouse/client";
import { isConnectionCode } from "../../lib/connection-error.ts";
import { openChdb } from "../embedded/chdb.ts";
import { type BlockDir, type GatheredInsert, gatherInFile, openBlockDir } from "./block-files.ts";
import { LINE_ROWS_MAX, type QueryCaps } from "./query-limits.ts";
import { sqlString } from "./sql-string.ts";

export interface QueryOptions {
  signal?: AbortSignal;
  caps?: QueryCaps;
  /** Switches of ClickHouse's planner, where its own choice was measured to be the worse one. */
  plan?: Readonly<Record<string, 0 | 1>>;
}

export interface ClickHouse {
  /** Runs a SELECT with typed parameters (`{name:Type}`); user text is never part of `sql`. */
  query<Row>(sql: string, params?: Record<string, unknown>, options?: QueryOptions): Promise<Row[]>;
  /** Runs a statement without rows. */
  command(sql: string, params?: Record<string, unknown>): Promise<void>;
  /**
   * Inserts one Native block, given as its parts in order. The same `token` again changes nothing, whatever the rows: a replay must rebuild the
   * very same batch.
   */
  insertBlock(table: string, columns: readonly string[], block: readonly Uint8Array[], token: string): Promise<void>;
  /**
   * Many blocks as one insert: a part of a table costs as much as thousands of its rows. Without a token, so for rows that
   * may come twice.
   */
  gatherInsert(table: string, columns: readonly string[]): Promise<GatheredInsert>;
  ping(): Promise<void>;
  close(): Promise<void>;
}

/** Heroku's router gives up after 30 s; a call of ours that asks several times must share that. */
const DEFAULT_CAPS: QueryCaps = { secondsMax: 20, bytesMax: 1_000_000_000, rowsMax: LINE_ROWS_MAX };

/** Connection trouble, told from a refused statement. */
export function isClickHouseAway(error: unknown): boolean {
  return isConnectionCode(((error ?? {}) as { code?: unknown }).code);
}

/** Of a file at a time. By the 64 KB that are usual, an import took twice as long. */
const READ_BYTES = 1024 * 1024;

/** Connects to a ClickHouse server. */
export function openClickHouse(url: string): ClickHouse {
  // Reads and writes on separate sockets: a burst of searches must not hold back the store.
  // Errors are thrown and logged by whoever asked; the client's own log would print them a second time, on the console.
  const log = { level: ClickHouseLogLevel.OFF };
  const write = createClient({ url, log, max_open_connections: 4, request_timeout: 120_000 });
  const read = createClient({
    url,
    log,
    max_open_connections: 10,
    request_timeout: 60_000,
    // A server otherwise reads on for a client that has left, and a query that fails after its first rows (a cap was met)
    // ends with the error's text among the rows, under status 200.
    clickhouse_settings: { cancel_http_readonly_queries_on_client_close: 1, wait_end_of_query: 1 },
  });
  const insert = async (table: string, columns: readonly string[], blocks: Readable, token: string) => {
    // Not `client.insert`: it takes streams of text and of objects only. The server reads the body as blocks.
    const { stream } = await write.exec({
      query: `INSERT INTO ${table} (${columns.join(", ")}) FORMAT Native`,
      values: blocks,
      // Said outright, because a server's or a user's profile may think otherwise: with asynchronous inserts, or with
      // deduplication off, the token would mean nothing. Indexes are built later: migrations/clickhouse/003.
      clickhouse_settings: {
        insert_deduplication_token: token,
        insert_deduplicate: 1,
        async_insert: 0,
        materialize_skip_indexes_on_insert: 0,
        max_insert_threads: "1",
      },
    });
    await finished(stream.resume());
  };
  let blockDir: Promise<BlockDir> | null = null;
  const blockDirOnceNeeded = () => {
    blockDir ??= openBlockDir(tmpdir());
    blockDir.catch(() => {
      blockDir = null; // a disk that is full now may not be later
    });
    return blockDir;
  };
  return {
    query: (sql, params, options) => select(read, sql, params, options),
    command: (sql, params) => run(write, sql, params),
    insertBlock: (table, columns, block, token) =>
      insert(table, columns, Readable.from(block, { objectMode: false }), token),
    async gatherInsert(table, columns) {
      const file = (await blockDirOnceNeeded()).newFile();
      return gatherInFile(file, () =>
        insert(table, columns, createReadStream(file, { highWaterMark: READ_BYTES }), randomUUID()),
      );
    },
    ping: () => assertAlive(read),
    async close() {
      await Promise.all([write.close(), read.close()]);
      await (await blockDir)?.remove();
    },
  };
}

/**
 * Opens the engine inside this process. Blocks go through a file, because that is the byte-safe and fast way in.
 *
 * @param dir holds the data; one process at a time
 */
export async function openEmbeddedClickHouse(dir: string): Promise<ClickHouse> {
  const chdb = openChdb({ dir });
  // A RAM disk where there is one: a block lives for milliseconds and must not cost a disk write.
  const blockDir = await openBlockDir(existsSync("/dev/shm") ? "/dev/shm" : dir);
  const gather = (table: string, columns: readonly string[], token: string) => {
    const file = blockDir.newFile();
    const list = columns.join(", ");
    return gatherInFile(file, async () => {
      await chdb.write.command({
        query: `INSERT INTO ${table} (${list}) SETTINGS insert_deduplication_token = ${sqlString(token)}, max_insert_threads = 1, materialize_skip_indexes_on_insert = 0 SELECT ${list} FROM file(${sqlString(file)}, 'Native')`,
      });
    });
  };
  return {
    // A session runs one statement at a time.
    query: (sql, params, options) => select(chdb.leastBusy(), sql, params, options),
    command: (sql, params) => run(chdb.write, sql, params),
    async insertBlock(table, columns, block, token) {
      const insert = gather(table, columns, token);
      try {
        await insert.write(block);
        await insert.finish();
      } catch (error) {
        await insert.discard();
        throw error;
      }
    },
    gatherInsert: async (table, columns) => gather(table, columns, randomUUID()),
    ping: () => assertAlive(chdb.write),
    async close() {
      await chdb.close();
      await blockDir.remove();
    },
  };
}

async function select<Row>(
  client: ClickHouseClient,
  sql: string,
  params: Record<string, unknown> = {},
  options: QueryOptions = {},
): Promise<Row[]> {
  const caps = options.caps ?? DEFAULT_CAPS;
  // Inline, because settings of an embedded session would stay set for the next query on it.
  const plan = Object.entries(options.plan ?? {}).map(([name, value]) => `, ${name} = ${value}`);
  const settings = `SETTINGS max_execution_time = ${caps.secondsMax}, max_memory_usage = ${caps.bytesMax}, max_rows_to_read = ${caps.rowsMax}, read_overflow_mode = 'throw', output_format_json_quote_64bit_integers = 0${plan.join("")}`;
  const result = await client.query({
    query: `${sql} ${settings}`,
    format: "JSONEachRow",
    query_params: params,
    ...(options.signal ? { abort_signal: options.signal } : {}),
  });
  return result.json<Row>() as Promise<Row[]>;
}

async function run(client: ClickHouseClient, sql: string, params: Record<string, unknown> = {}): Promise<void> {
  await client.command({ query: sql, query_params: params });
}

async function assertAlive(client: ClickHouseClient): Promise<void> {
  const answer = await client.ping();
  if (!answer.success) throw answer.error;
}
