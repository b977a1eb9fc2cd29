import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { waitUntilReady } from "../../app/stores/redis/connection.ts";
import { readBooks } from "../support/books.ts";
import { eventually } from "../support/service.ts";
import { expectExactlyOnce, untilSettled } from "./counts.ts";
import { type Fleet, provision, startFleet } from "./fleet.ts";
import { startLoad } from "./load.ts";

let fleet: Fleet;
beforeAll(async () => {
  fleet = await startFleet({ webs: 1, workers: 1 });
});
afterAll(() => fleet.stop());

const spilledFrames = async () => {
  const spilled = await fleet.stores.pg("spilled_frames").count({ count: "*" }).first<{ count: string }>();
  return Number(spilled?.count);
};

/** Runs the load through `outages` kills and restarts of one store, and counts. */
async function throughOutages(
  name: "redis" | "postgres" | "gateway",
  outages: number,
  during: () => Promise<void> = async () => {},
) {
  const { resourceId, drainToken } = await provision(fleet.urls()[0] as string);
  const load = startLoad({ urls: fleet.urls, drainTokens: [drainToken] });
  const more = async (lines: number) => {
    const from = load.lines();
    await eventually(async () => load.lines() >= from + lines);
  };
  await more(500);
  for (let outage = 0; outage < outages; outage++) {
    await fleet[name].kill();
    await more(400); // the door is open all the while
    await during();
    await fleet[name].restart();
    await more(600);
  }
  const { acknowledged, notices } = await load.finish();
  await waitUntilReady(fleet.stores.redis.commands); // ours: it may still be on its way back
  await untilSettled(fleet.stores);
  await expectExactlyOnce(fleet.stores, resourceId, acknowledged.get(drainToken) as Set<string>, `${name} ${outages}x`);
  const books = await readBooks({ services: { stores: fleet.stores } as never }, resourceId);
  expect(books.upstream_dropped).toBeGreaterThanOrEqual(notices); // those of tries that were not answered may be in, too
}

describe("an acknowledged line is stored once, and the door stays open,", () => {
  it("when Redis is killed under load and comes back: frames wait in Postgres meanwhile", async () => {
    await throughOutages("redis", 2, async () => {
      expect(await spilledFrames()).toBeGreaterThan(0);
    });
  }, 60_000);

  it("when Postgres is killed under load and comes back: tokens are known from memory, books wait", async () => {
    await throughOutages("postgres", 2);
  }, 60_000);

  it("when ClickHouse is killed under load, in the middle of inserts, and comes back", async () => {
    await throughOutages("gateway", 4);
  }, 60_000);
});
