/**
 * A process that owns embedded stores until it is killed: `node owner.mjs <data dir> [postgres] [redis] [chdb]`.
 * Plain JavaScript on the compiled service, because Node 20 does not run TypeScript.
 */
import { join } from "node:path";

const embedded = new URL("../../../dist/app/stores/embedded/", import.meta.url);
const { lockDataDir } = await import(new URL("lock.js", embedded).href);
const { startEmbeddedPostgres } = await import(new URL("postgres.js", embedded).href);
const { startEmbeddedRedis } = await import(new URL("redis.js", embedded).href);

const [dataDir, ...stores] = process.argv.slice(2);
const log = { debug() {}, info() {}, warn() {}, error: (_fields, message) => console.error(message) };
const ready = {};
try {
  await lockDataDir(dataDir);
  if (stores.includes("postgres")) {
    ready.postgres = (await startEmbeddedPostgres({ dir: join(dataDir, "postgres"), log, isDurable: false })).url;
  }
  if (stores.includes("redis")) ready.redis = (await startEmbeddedRedis({ dir: join(dataDir, "redis"), log })).url;
  if (stores.includes("chdb")) {
    const { openChdb } = await import(new URL("chdb.js", embedded).href);
    const { write } = openChdb({ dir: join(dataDir, "chdb") });
    await write.command({ query: "CREATE TABLE IF NOT EXISTS kept (id UInt64) ENGINE = MergeTree ORDER BY id" });
    await write.command({ query: "INSERT INTO kept SELECT number FROM numbers(1000)" });
  }
} catch (error) {
  ready.error = error.message;
}
process.send(ready);
setInterval(() => undefined, 1_000_000);
