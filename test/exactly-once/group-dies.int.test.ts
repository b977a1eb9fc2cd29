import { chmod } from "node:fs/promises";
import path from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { createLog } from "../../app/lib/log.ts";
import { openEmbeddedClickHouse } from "../../app/stores/clickhouse/connection.ts";
import { startEmbeddedPostgres } from "../../app/stores/embedded/postgres.ts";
import { openPostgres } from "../../app/stores/postgres/connection.ts";
import { killRemaining, startWebProcess, type WebProcess } from "../support/processes.ts";
import { eventually } from "../support/service.ts";
import { makeTempDir } from "../support/stores.ts";
import { expectExactlyOnce } from "./counts.ts";
import { provision } from "./fleet.ts";
import { startLoad } from "./load.ts";

// Everything on one machine, as `npm start` runs it: web, workers and ClickHouse in one process, Postgres and Redis its
// children. All of them are killed at once.

let temp: Awaited<ReturnType<typeof makeTempDir>>;
let service: WebProcess;
const env = () => ({ DATA_DIR: temp.dir });
beforeAll(async () => {
  temp = await makeTempDir("group");
  await chmod(temp.dir, 0o711); // for root, whose Postgres runs as another user
  service = await startWebProcess(env());
});
afterAll(async () => {
  await killRemaining();
  await temp.remove();
});

/** Frames accepted and not stored yet, in the spool and in Postgres' overflow. */
async function spoolEntries(): Promise<number> {
  const authorization = `Basic ${Buffer.from("operator:operator-for-tests").toString("base64")}`;
  const answer = await fetch(`${service.url}/metrics`, { headers: { authorization } });
  return Number(/^draintrail_spool_entries (\d+)/m.exec(await answer.text())?.[1] ?? Number.NaN);
}

describe("the whole service on one machine", () => {
  it("stores each acknowledged line once when everything is killed at once, twice, under load", async () => {
    const { resourceId, drainToken } = await provision(service.url);
    const load = startLoad({ urls: () => [service.url], drainTokens: [drainToken], pauseMs: 1 });
    const port = Number(new URL(service.url).port);
    for (let kill = 0; kill < 2; kill++) {
      const before = load.lines();
      await eventually(async () => load.lines() > before + 4_000);
      await service.killGroup();
      service = await startWebProcess(env(), port);
    }
    const before = load.lines();
    await eventually(async () => load.lines() > before + 2_000);
    const { acknowledged, retries } = await load.finish();
    expect(retries).toBeGreaterThan(0);
    await eventually(async () => (await spoolEntries()) === 0);
    expect(await service.stop()).toBe(0);

    // The stores themselves, as the service left them.
    const postgres = await startEmbeddedPostgres({ dir: path.join(temp.dir, "postgres"), log: createLog("silent") });
    const pg = openPostgres(postgres.url);
    const clickhouse = await openEmbeddedClickHouse(path.join(temp.dir, "clickhouse"));
    try {
      expect(await pg("spilled_frames")).toEqual([]);
      await expectExactlyOnce(
        { pg, clickhouse },
        resourceId,
        acknowledged.get(drainToken) as Set<string>,
        "the whole group 2x",
      );
    } finally {
      await clickhouse.close();
      await pg.destroy();
      await postgres.stop();
    }
  }, 120_000);
});
