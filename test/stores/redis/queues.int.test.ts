import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { openRedis, waitUntilReady } from "../../../app/stores/redis/connection.ts";
import { openQueues } from "../../../app/stores/redis/queues.ts";
import { eventually } from "../../support/service.ts";
import { openStoreLink } from "../../support/store-link.ts";
import { makeRedis } from "../../support/stores.ts";

let server: Awaited<ReturnType<typeof makeRedis>>;
beforeAll(async () => {
  server = await makeRedis();
});
afterAll(() => server.stop());

interface Payloads {
  first: { n: number };
  second: { n: number };
  unused: { n: number };
}
const policies = { first: {}, second: {}, unused: {} };
const errors: Error[] = [];
const open = () => openQueues<Payloads>(server.url, policies, (error) => errors.push(error));

describe("closing the queues", () => {
  it("waits for the job that runs, takes no other, and loses none", async () => {
    const queues = open();
    let finish = () => {};
    const mayFinish = new Promise<void>((resolve) => {
      finish = resolve;
    });
    const handled: number[] = [];
    const begun = new Promise<void>((resolve) => {
      queues.work("first", 1, async ({ n }) => {
        resolve();
        await mayFinish;
        handled.push(n);
      });
    });
    queues.work("second", 1, async () => {});
    await queues.enqueue("first", { n: 1 });
    await queues.enqueue("first", { n: 2 });
    await begun;
    const closed = queues.close();
    finish();
    await closed;
    expect(handled).toEqual([1]);

    const next = open();
    const second = new Promise<number>((resolve) => {
      next.work("first", 1, async ({ n }) => resolve(n));
    });
    expect(await second).toBe(2);
    await next.close();
    expect(errors).toEqual([]);
  });

  it("leaves no connection open", async () => {
    const redis = openRedis(server.url, () => {});
    const connections = async () =>
      String(await redis.commands.client("LIST"))
        .trim()
        .split("\n").length;
    await waitUntilReady(redis.commands);
    const before = await connections();
    const queues = open();
    for (const name of ["first", "second"] as const) {
      const begun = new Promise<void>((resolve) => queues.work(name, 1, async () => resolve()));
      await queues.enqueue(name, { n: 1 });
      await begun;
    }
    expect(await connections()).toBeGreaterThan(before);
    await queues.close();
    await eventually(async () => (await connections()) === before);
    await redis.close();
  });

  it("is done while Redis is away", async () => {
    const link = await openStoreLink(server.url);
    const lost: Error[] = [];
    const queues = openQueues<Payloads>(link.url, policies, (error) => lost.push(error));
    await queues.enqueue("first", { n: 1 });
    await queues.enqueue("second", { n: 1 });
    await link.cut();
    await eventually(async () => lost.length > 0); // it tries to connect again, and again
    await queues.close();
    await link.close();
  });

  it("is done when no queue was used, and a second time", async () => {
    const queues = open();
    await queues.close();
    await queues.close();
    expect(errors).toEqual([]);
  });
});
