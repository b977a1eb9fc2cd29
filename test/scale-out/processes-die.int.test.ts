import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { expectExactlyOnce, untilSettled } from "../exactly-once/counts.ts";
import { type Fleet, provision, startFleet } from "../exactly-once/fleet.ts";
import { startLoad } from "../exactly-once/load.ts";
import { startWorkerProcess } from "../support/processes.ts";
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

/** Sessions of workers that are booking a batch, and are in this state. */
async function sessionsBooking(state: "waits for a lock" | "idle in transaction"): Promise<number> {
  const condition = state === "idle in transaction" ? "a.state = 'idle in transaction'" : "a.wait_event_type = 'Lock'";
  const { rows } = await fleet.stores.pg.raw(
    `select count(distinct a.pid)::int as n from pg_stat_activity a join pg_locks l on l.pid = a.pid
     where l.relation = 'stored_batches'::regclass and ${condition}`,
  );
  return rows[0].n;
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

  it("book on within the minute when a worker is paused in the middle of booking, with the hour's rows in its hands", async () => {
    const paused = fleet.workers[2];
    const { resourceId, drainToken } = await provision(fleet.urls()[0] as string);
    const load = startLoad({ urls: fleet.urls, drainTokens: [drainToken], pauseMs: 20 });
    await eventually(async () => load.lines() > 500);

    // The only worker there is waits for rows that we hold; it gets them while it is paused.
    const rows = await fleet.stores.pg.transaction();
    await eventually(
      async () => (await rows("ledger_hours").where({ resource_id: resourceId }).forUpdate()).length > 0,
    );
    await eventually(async () => (await sessionsBooking("waits for a lock")) > 0);
    paused?.pause();
    const pausedAtMs = performance.now();
    await rows.commit();
    await eventually(async () => (await sessionsBooking("idle in transaction")) > 0);

    fleet.workers.push(await startWorkerProcess(fleet.env));
    const { acknowledged } = await load.finish();
    await untilSettled(fleet.stores);
    expect(performance.now() - pausedAtMs).toBeLessThan(60_000);
    paused?.resume();
    expect(await paused?.stop()).toBe(0);
    await untilSettled(fleet.stores);
    const lines = acknowledged.get(drainToken) ?? new Set();
    await expectExactlyOnce(fleet.stores, resourceId, lines, "a worker paused while it books");
  }, 120_000);
});
