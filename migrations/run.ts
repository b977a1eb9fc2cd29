import { pathToFileURL } from "node:url";
import { MIGRATION_MS_MAX } from "../app/boot.ts";
import { readConfig } from "../app/config.ts";
import { createLog } from "../app/lib/log.ts";
import { openClickHouse } from "../app/stores/clickhouse/connection.ts";
import { openPostgres } from "../app/stores/postgres/connection.ts";
import { migrateClickHouse } from "./clickhouse.ts";
import { migratePostgres } from "./postgres.ts";

/** The release process: brings both stores to this version's schema, then ends. Safe to run again and again. */
async function main(): Promise<void> {
  const config = readConfig(process.env);
  const log = createLog(config.logLevel);
  if (!config.databaseUrl || !config.clickhouseUrl) {
    log.info("embedded stores are migrated when the service starts; nothing to do here");
    return;
  }
  const pg = openPostgres(config.databaseUrl, { queryMsMax: MIGRATION_MS_MAX });
  const clickhouse = openClickHouse(config.clickhouseUrl);
  try {
    log.info({ applied: await migratePostgres(pg) }, "Postgres is up to date");
    log.info({ applied: await migrateClickHouse(clickhouse, config.clickhouseCluster) }, "ClickHouse is up to date");
  } finally {
    await Promise.all([pg.destroy(), clickhouse.close()]);
  }
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? "").href) await main();
