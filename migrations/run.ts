import { pathToFileURL } from "node:url";
import { migratePostgresAt } from "../app/boot.ts";
import { readConfig } from "../app/config.ts";
import { createLog } from "../app/lib/log.ts";
import { openClickHouse } from "../app/stores/clickhouse/connection.ts";
import { migrateClickHouse } from "./clickhouse.ts";

/** The release process: brings the stores that have a URL to this version's schema, then ends. Safe to run again and again. */
async function main(): Promise<void> {
  const config = readConfig(process.env);
  const log = createLog(config.logLevel);
  if (!config.databaseUrl || !config.clickhouseUrl)
    log.info("embedded stores are migrated when the service starts, not here");
  if (config.databaseUrl) log.info({ applied: await migratePostgresAt(config.databaseUrl) }, "Postgres is up to date");
  if (config.clickhouseUrl) {
    const clickhouse = openClickHouse(config.clickhouseUrl);
    const applied = await migrateClickHouse(clickhouse, config.clickhouseCluster).finally(() => clickhouse.close());
    log.info({ applied }, "ClickHouse is up to date");
  }
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? "").href) await main();
