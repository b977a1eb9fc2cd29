import { readdir, readFile } from "node:fs/promises";
import path from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { projectRoot } from "../app/lib/project-root.ts";
import { isUnknownSetting } from "../app/lib/unknown-setting.ts";
import type { ClickHouse } from "../app/stores/clickhouse/connection.ts";

const FOLDER = path.join(projectRoot, "migrations/clickhouse");

/**
 * Applies the numbered .sql files that this database has not seen; the names applied.
 * ClickHouse has no transactions around DDL, so each file must be safe to run again (IF NOT EXISTS): a crash between a
 * statement and the note of it only repeats the file.
 *
 * @param cluster when set, statements run ON CLUSTER and tables are replicated
 */
export async function migrateClickHouse(clickhouse: ClickHouse, cluster: string | null): Promise<string[]> {
  const onCluster = cluster ? ` ON CLUSTER '${cluster}'` : "";
  await clickhouse.command(
    `CREATE TABLE IF NOT EXISTS schema_migrations${onCluster} (name String, applied_at DateTime DEFAULT now())
     ENGINE = ${cluster ? "ReplicatedMergeTree" : "MergeTree"} ORDER BY name`,
  );
  const applied: string[] = [];
  for (const file of await missingFiles(clickhouse)) {
    for (const statement of splitStatements(await readFile(path.join(FOLDER, file), "utf8")))
      await apply(clickhouse, cluster ? forCluster(statement, cluster) : statement);
    await clickhouse.command("INSERT INTO schema_migrations (name) SELECT {name:String}", { name: file });
    applied.push(file);
  }
  return applied;
}

/** @throws Error when this version's schema is not there yet: a release that has begun and not ended, or was forgotten */
export async function assertClickHouseMigrated(clickhouse: ClickHouse): Promise<void> {
  const missing = await missingFiles(clickhouse);
  if (missing.length > 0) throw new Error(`not migrated: ${missing.join(", ")}`);
}

async function missingFiles(clickhouse: ClickHouse): Promise<string[]> {
  const rows = await clickhouse.query<{ name: string }>("SELECT DISTINCT name FROM schema_migrations");
  const known = new Set(rows.map((row) => row.name));
  const files = (await readdir(FOLDER)).filter((file) => file.endsWith(".sql")).sort();
  return files.filter((file) => !known.has(file));
}

/**
 * Runs one statement, and what it set going.
 *
 * Settings of a table only tune it: a server too old to know one serves without it.
 */
export async function apply(clickhouse: Pick<ClickHouse, "command" | "query">, statement: string): Promise<void> {
  const [, rewritten] = /^ALTER TABLE (\w+)(?: ON CLUSTER '[^']*')?\s+UPDATE\s/.exec(statement) ?? [];
  const sinceSeconds = rewritten ? await clockOf(clickhouse) : 0;
  try {
    await clickhouse.command(statement);
  } catch (error) {
    if (!isUnknownSetting(error) || !/^ALTER TABLE .* MODIFY SETTING /.test(statement)) throw error;
  }
  if (rewritten) await rewriteEnds(clickhouse, rewritten, sinceSeconds);
}

/** A rewrite shows in seconds or in hours, by how much there is; asking is cheap. */
const ASK_EVERY_MS = 500;
/** Replicas' clocks differ, and the one that is asked need not be the one that was told. */
const CLOCKS_DIFFER_SECONDS = 60;

/**
 * Stored lines are rewritten behind the statement that asks for it, for longer than a connection may stay silent: asked
 * after until it ended. A replica may list it only a moment later, so one that is not listed has not ended.
 *
 * @throws Error with the engine's reason when a part could not be rewritten; the engine goes on trying
 */
async function rewriteEnds(clickhouse: Pick<ClickHouse, "query">, table: string, sinceSeconds: number): Promise<void> {
  for (;;) {
    const rewrites = await clickhouse.query<{ is_done: number; latest_fail_reason: string }>(
      `SELECT is_done, latest_fail_reason FROM system.mutations
       WHERE database = currentDatabase() AND table = {table:String} AND command LIKE '%UPDATE%'
         AND create_time >= fromUnixTimestamp({since:Int64})`,
      { table, since: sinceSeconds - CLOCKS_DIFFER_SECONDS },
    );
    const failed = rewrites.find((each) => !each.is_done && each.latest_fail_reason !== "");
    if (failed) throw new Error(`The lines of ${table} could not be rewritten: ${failed.latest_fail_reason}`);
    if (rewrites.length > 0 && rewrites.every((each) => each.is_done)) return;
    await delay(ASK_EVERY_MS);
  }
}

async function clockOf(clickhouse: Pick<ClickHouse, "query">): Promise<number> {
  const [row] = await clickhouse.query<{ seconds: number }>("SELECT toUnixTimestamp(now()) AS seconds");
  return Number(row?.seconds);
}

/** Statements end with a semicolon at the end of a line; our files keep semicolons out of everything else. */
export function splitStatements(sql: string): string[] {
  return sql
    .split(/;\s*$/m)
    .map((statement) => statement.replace(/^\s*--.*$/gm, "").trim())
    .filter((statement) => statement !== "");
}

/** The same table, replicated over the named cluster. */
export function forCluster(statement: string, cluster: string): string {
  return statement
    .replace(/^(CREATE (?:TABLE|VIEW) IF NOT EXISTS \w+)/, `$1 ON CLUSTER '${cluster}'`)
    .replace(/^(ALTER TABLE \w+)/, `$1 ON CLUSTER '${cluster}'`)
    .replace(/ENGINE = (\w*MergeTree)/, "ENGINE = Replicated$1")
    .replace("non_replicated_deduplication_window", "replicated_deduplication_window");
}
