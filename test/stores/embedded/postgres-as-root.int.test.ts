import { chmod, readFile, rm, stat } from "node:fs/promises";
import { join } from "node:path";
import pg from "pg";
import { describe, expect, test } from "vitest";
import { startEmbeddedPostgres } from "../../../app/stores/embedded/postgres.ts";
import { makeDir, recordLog } from "./support.ts";

const isRoot = process.getuid?.() === 0;

describe.runIf(isRoot)("startEmbeddedPostgres as root", { timeout: 120_000 }, () => {
  test("below a directory closed to others the cluster moves, and is found again", async () => {
    const temp = await makeDir();
    await chmod(temp.dir, 0o700);
    const dir = join(temp.dir, "postgres");
    const log = recordLog();
    const first = await startEmbeddedPostgres({ dir, log, isDurable: false });
    const movedTo = (await readFile(join(dir, "moved-to"), "utf8")).trim();
    expect(log.lines.filter((line) => line.startsWith("warn"))).toHaveLength(1);
    await run(first.url, "CREATE TABLE kept (id int)");
    await first.stop();
    expect((await stat(temp.dir)).mode & 0o777).toBe(0o700);
    expect((await stat(join(movedTo, "data"))).uid).not.toBe(0);

    const second = await startEmbeddedPostgres({ dir, log, isDurable: false });
    await run(second.url, "INSERT INTO kept VALUES (1)");
    await second.stop();

    await rm(movedTo, { recursive: true });
    await expect(startEmbeddedPostgres({ dir, log, isDurable: false })).rejects.toThrow(
      `was kept in ${movedTo}, which is gone: put it back, or delete ${dir} to start empty.`,
    );
    await temp.remove();
  });
});

async function run(url: string, sql: string): Promise<void> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  await client.query(sql).finally(() => client.end());
}
