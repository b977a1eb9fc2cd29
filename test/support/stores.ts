import { randomUUID } from "node:crypto";
import { cp, mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterAll, inject } from "vitest";
import { createLog } from "../../app/lib/log.ts";
import { openEmbeddedClickHouse } from "../../app/stores/clickhouse/connection.ts";
import { startEmbeddedRedis } from "../../app/stores/embedded/redis.ts";
import { openPostgres, type Postgres } from "../../app/stores/postgres/connection.ts";
import { migrateClickHouse } from "../../migrations/clickhouse.ts";

/** A temporary folder, removed by `remove`. */
export async function makeTempDir(name: string): Promise<{ dir: string; remove: () => Promise<void> }> {
  const dir = await mkdtemp(path.join(tmpdir(), `draintrail-${name}-`));
  return { dir, remove: () => rm(dir, { recursive: true, force: true }) };
}

/** Copying and dropping a database takes seconds on a busy disk, where a request's statement would long be given up. */
const DATABASE_MS_MAX = 60_000;

/** A database of this test file's own, cloned from the migrated template. */
export async function makeDatabase(): Promise<{ url: string; drop: () => Promise<void> }> {
  const base = inject("postgresUrl");
  const name = `test_${randomUUID().replaceAll("-", "")}`;
  const server = openPostgres(base, { queryMsMax: DATABASE_MS_MAX });
  await server.raw(`create database ${name} template template_draintrail`);
  const url = new URL(base);
  url.pathname = `/${name}`;
  return {
    url: url.href,
    async drop() {
      await server.raw(`drop database ${name} with (force)`);
      await server.destroy();
    },
  };
}

/** A pool on such a database, both gone after the file's tests. For the head of a file. */
export async function openTestPostgres(): Promise<Postgres> {
  const database = await makeDatabase();
  const pg = openPostgres(database.url);
  afterAll(async () => {
    await pg.destroy();
    await database.drop();
  });
  return pg;
}

let migratedClickHouse: Promise<string> | null = null;

/** A copy of a migrated ClickHouse at `dir`, which a service finds as its own: making its tables takes half a second each time. */
export async function copyClickHouse(dir: string): Promise<void> {
  migratedClickHouse ??= migrateClickHouseOnce();
  // Its tables are found by links between its folders.
  await cp(await migratedClickHouse, dir, { recursive: true, verbatimSymlinks: true });
}

/** One for all files of a worker. */
async function migrateClickHouseOnce(): Promise<string> {
  const dir = path.join(inject("runDir"), `clickhouse-${process.pid}`);
  const clickhouse = await openEmbeddedClickHouse(dir);
  await migrateClickHouse(clickhouse, null);
  await clickhouse.close();
  return dir;
}

/** A Redis of this test file's own. */
export async function makeRedis(): Promise<{ url: string; stop: () => Promise<void> }> {
  const { dir, remove } = await makeTempDir("redis");
  const redis = await startEmbeddedRedis({ dir, log: createLog("silent") });
  return {
    url: redis.url,
    async stop() {
      await redis.stop();
      await remove();
    },
  };
}
