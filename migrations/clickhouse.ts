import { readdir, readFile } from "node:fs/promises";
import path from "node:path";
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
  const rows = await clickhouse.query<{ name: string }>("SELECT DISTINCT name FROM schema_migrations");
  const known = new Set(rows.map((row) => row.name));
  const files = (await readdir(FOLDER)).filter((file) => file.endsWith(".sql")).sort();
  const applied: string[] = [];
  for (const file of files) {
    if (known.has(file)) continue;
    for (const statement of splitStatements(await readFile(path.join(FOLDER, file), "utf8")))
      await apply(clickhouse, cluster ? forCluster(statement, cluster) : statement);
    await clickhouse.command("INSERT INTO schema_migrations (name) SELECT {name:String}", { name: file });
    applied.push(file);
  }
  return applied;
}

/** Settings of a table only tune it: a server too old to know one serves without it. */
export async function apply(clickhouse: Pick<ClickHouse, "command">, statement: string): Promise<void> {
  try {
    await clickhouse.command(statement);
  } catch (error) {
    if (!isUnknownSetting(error) || !/^ALTER TABLE .* MODIFY SETTING /.test(statement)) throw error;
  }
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
