import { expect, test } from "vitest";
import { startEmbeddedPostgres } from "../../../app/stores/embedded/postgres.ts";
import { startEmbeddedRedis } from "../../../app/stores/embedded/redis.ts";
import { makeDir, recordLog, startOwner } from "./support.ts";

test("two starts on one DATA_DIR: the second is refused and the first serves on", { timeout: 120_000 }, async () => {
  const temp = await makeDir();
  const first = await startOwner(temp.dir, "postgres", "redis", "chdb");
  const second = await startOwner(temp.dir, "postgres", "redis", "chdb");
  expect(first.ready.error).toBeUndefined();
  expect(second.ready.error).toBe(
    `The data in ${temp.dir} is in use by process ${first.process.pid}: stop it first (kill ${first.process.pid}), ` +
      "or set DATA_DIR to another directory to run a second Draintrail beside it.",
  );
  expect(second.ready.postgres).toBeUndefined();
  await Promise.all([first.killHard(), second.killHard()]);

  // The stores of the killed first start are still running: started once more here, they end with this test.
  await (await startEmbeddedPostgres({ dir: `${temp.dir}/postgres`, log: recordLog(), isDurable: false })).stop();
  await (await startEmbeddedRedis({ dir: `${temp.dir}/redis`, log: recordLog() })).stop();
  await temp.remove();
});
