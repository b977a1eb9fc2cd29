import { mkdir, readdir, readFile, rm, stat, writeFile } from "node:fs/promises";
import { join } from "node:path";
import pg from "pg";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { startEmbeddedPostgres } from "../../../app/stores/embedded/postgres.ts";
import { processIdentity } from "../../../app/stores/embedded/processes.ts";
import { killProcess, makeDir, recordLog, startOwner } from "./support.ts";

let temp: Awaited<ReturnType<typeof makeDir>>;
let dir: string;
beforeEach(async () => {
  temp = await makeDir();
  dir = join(temp.dir, "postgres");
});
afterEach(() => temp.remove());

const start = (onExit?: (error: Error) => void, log = recordLog()) =>
  startEmbeddedPostgres({ dir, log, isDurable: false, ...(onExit && { onExit }) });

async function query<Row>(url: string, sql: string): Promise<Row[]> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    return (await client.query(sql)).rows as Row[];
  } finally {
    await client.end();
  }
}

const addRow = (url: string, id: number) =>
  query(url, `CREATE TABLE IF NOT EXISTS kept (id int); INSERT INTO kept VALUES (${id})`);
const readRows = (url: string) => query<{ id: number }>(url, "SELECT id FROM kept ORDER BY id");
const postmasterPid = async () => Number((await readFile(join(dir, "data", "postmaster.pid"), "utf8")).split("\n")[0]);

describe("startEmbeddedPostgres", { timeout: 120_000 }, () => {
  test("data written before stop is there after the next start", async () => {
    const first = await start();
    await addRow(first.url, 1);
    await first.stop();
    const second = await start();
    expect(await readRows(second.url)).toEqual([{ id: 1 }]);
    await second.stop();
  });

  test("it leaves the process's signals to us", async () => {
    const listeners = () => ["SIGINT", "SIGTERM", "SIGHUP", "beforeExit"].map((event) => process.listenerCount(event));
    const before = listeners();
    const server = await start();
    expect(listeners()).toEqual(before);
    await server.stop();
  });

  test("it listens on 127.0.0.1 alone, asks for a password and keeps that to us", async () => {
    const server = await start();
    const [row] = await query<Record<string, string>>(
      server.url,
      "SELECT current_setting('listen_addresses') AS addresses, current_setting('unix_socket_directories') AS sockets",
    );
    expect(row).toEqual({ addresses: "127.0.0.1", sockets: "" });
    const wrong = new URL(server.url);
    wrong.password = "guess";
    await expect(query(wrong.href, "SELECT 1")).rejects.toThrow("password authentication failed");
    expect((await stat(join(dir, "password"))).mode & 0o777).toBe(0o600);
    await server.stop();
  });

  test("durable unless told otherwise", async () => {
    const server = await startEmbeddedPostgres({ dir, log: recordLog() });
    const [row] = await query<Record<string, string>>(
      server.url,
      "SELECT current_setting('fsync') AS fsync, current_setting('synchronous_commit') AS commit",
    );
    expect(row).toEqual({ fsync: "on", commit: "on" });
    await server.stop();
  });

  test("killed with -9 it tells the process, and the next start finds all committed data", async () => {
    const log = recordLog();
    let tellExit: (error: Error) => void = () => undefined;
    const exit = new Promise<Error>((resolve) => {
      tellExit = resolve;
    });
    const first = await start(tellExit, log);
    await addRow(first.url, 1);
    await killProcess(await postmasterPid());
    expect((await exit).message).toMatch(/^Postgres \(pid \d+\) ended unexpectedly with signal SIGKILL\.$/);
    expect(log.lines).toContain(`error ${(await exit).message}`);
    await first.stop();

    const second = await start();
    expect(await readRows(second.url)).toEqual([{ id: 1 }]);
    await second.stop();
  });

  test("stop() is not reported as an unexpected end", async () => {
    const exits: Error[] = [];
    const server = await start((error) => exits.push(error));
    await server.stop();
    await server.stop();
    expect(exits).toEqual([]);
  });

  test("a server that outlived its killed owner is stopped first, and all data is there", async () => {
    const owner = await startOwner(temp.dir, "postgres");
    expect(owner.ready.error).toBeUndefined();
    await addRow(owner.ready.postgres as string, 1);
    await owner.killHard();
    const orphan = await postmasterPid();
    expect(await processIdentity(orphan)).not.toBeNull();

    const server = await start();
    expect(await processIdentity(orphan)).toBeNull();
    expect(await readRows(server.url)).toEqual([{ id: 1 }]);
    await server.stop();
  });

  test("a pid file whose pid is another program's by now does not keep it from starting", async () => {
    await (await start()).stop();
    const content = `${process.pid}\n${join(dir, "data")}\n1700000000\n5432\n\n127.0.0.1\n`;
    await writeFile(join(dir, "data", "postmaster.pid"), content);
    await (await start()).stop();
  });

  test("an empty pid file does not keep it from starting", async () => {
    await (await start()).stop();
    await writeFile(join(dir, "data", "postmaster.pid"), "");
    await (await start()).stop();
  });

  test("an initialisation that was killed half-way is done again", async () => {
    await mkdir(join(dir, "1234abcd.new", "base"), { recursive: true });
    await writeFile(join(dir, "1234abcd.new", "PG_VERSION"), "18\n");
    const server = await start();
    expect((await readdir(dir)).filter((name) => name.endsWith(".new"))).toEqual([]);
    await addRow(server.url, 1);
    await server.stop();
  });

  test("a directory that is no cluster is refused, not overwritten", async () => {
    await mkdir(join(dir, "data"), { recursive: true });
    await writeFile(join(dir, "data", "diary.txt"), "mine");
    await expect(start()).rejects.toThrow(`${join(dir, "data")} is not a PostgreSQL data directory`);
    expect(await readFile(join(dir, "data", "diary.txt"), "utf8")).toBe("mine");
  });

  test("a lost password is said in one sentence", async () => {
    await (await start()).stop();
    await rm(join(dir, "password"));
    await expect(start()).rejects.toThrow(`The database's password is missing: put ${join(dir, "password")} back.`);
  });

  test("a server that cannot start says why", async () => {
    await (await start()).stop();
    await writeFile(join(dir, "data", "postgresql.conf"), "shared_buffers = a lot\n");
    await expect(start()).rejects.toThrow(/^Postgres does not start: [\s\S]*syntax error/);
  });
});
