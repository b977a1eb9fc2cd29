import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { expectExactlyOnce, untilSettled } from "../exactly-once/counts.ts";
import { type Fleet, provision, startFleet } from "../exactly-once/fleet.ts";
import { startLoad } from "../exactly-once/load.ts";
import { eventually } from "../support/service.ts";

let fleet: Fleet;
beforeAll(async () => {
  fleet = await startFleet({ webs: 2, workers: 3 });
});
afterAll(() => fleet.stop());

/** The workers that have entries in hand, by the names the consumer group knows them under. */
async function busyWorkers(): Promise<Set<string>> {
  const streams = ["spool:0", "spool:1", "spool:2", "spool:3", "spool:loud"];
  const { commands } = fleet.stores.redis;
  const consumers = (await Promise.all(streams.map((key) => commands.xinfo("CONSUMERS", key, "store-frames")))).flat();
  const pending = (consumers as [string, string, string, number][]).filter(([, , , count]) => count > 0);
  return new Set(pending.map(([, name]) => name.split("/")[0] as string));
}

describe("two web and three worker processes", () => {
  it("share the load, and lose and double nothing when one of each is killed and one worker is paused in the middle of it", async () => {
    const resources = await Promise.all(fleet.urls().map((url) => provision(url)));
    const load = startLoad({
      urls: fleet.urls,
      drainTokens: resources.map((resource) => resource.drainToken),
    });
    await eventually(async () => load.lines() > 2_000);

    // Two of them with a batch in the store that they have not booked: inserts run, their answers do not come.
    await fleet.gateway.hold("after");
    await eventually(async () => (await busyWorkers()).size === 3);
    await fleet.workers[0]?.kill();
    fleet.workers[1]?.pause();
    await fleet.gateway.release();
    const diedAtMs = performance.now();
    // The third worker has taken over both when none of what is in hand is theirs.
    const takenOverMs = eventually(async () => (await busyWorkers()).size <= 1).then(
      () => performance.now() - diedAtMs,
    );
    await fleet.webs[0]?.kill();
    await eventually(async () => load.retries() > 0); // senders have met the dead one
    fleet.webs.shift();
    const before = load.lines();
    await eventually(async () => load.lines() > before + 2_000);

    const { acknowledged } = await load.finish();
    await untilSettled(fleet.stores);
    expect(await takenOverMs).toBeLessThan(60_000);
    fleet.workers[1]?.resume();
    expect(await fleet.workers[1]?.stop()).toBe(0); // finishes the batch it believes to have in flight
    await untilSettled(fleet.stores);
    for (const { resourceId, drainToken } of resources)
      await expectExactlyOnce(
        fleet.stores,
        resourceId,
        acknowledged.get(drainToken) ?? new Set(),
        "a worker and a web, a worker paused",
      );
  }, 120_000);
});
