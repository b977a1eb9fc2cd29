import { randomUUID } from "node:crypto";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from "vitest";
import type { Services } from "../../../app/context.ts";
import { respoolFrames } from "../../../app/domain/logs/respool-frames.ts";
import * as spilledFrames from "../../../app/stores/postgres/spilled-frames.ts";
import { openFrameStream } from "../../../app/stores/redis/frame-stream.ts";
import { storedMessages } from "../../support/books.ts";
import { createTestClock } from "../../support/clock.ts";
import { bodyOfBytes, frameOf, newFrameId, postFrame, spilledFrame, syslogLine } from "../../support/frames.ts";
import { makeManualDrain, postManual } from "../../support/manual-drains.ts";
import { eventually, linksOf, provisionResource, startTestService, type TestService } from "../../support/service.ts";
import { letRedisAge, storeSpool } from "../../support/store-spool.ts";

const clock = createTestClock();
let service: TestService;
beforeAll(async () => {
  service = await startTestService({ hasWorkers: false, hasLinks: true, clock });
});
afterAll(() => service.stop());
beforeEach(() => clock.set(new Date()));
afterEach(async () => {
  await linksOf(service).redis.mend();
  await redisIsBack();
  await storeEverything();
});

const stores = () => service.services.stores;
const redisIsBack = () => eventually(async () => stores().redis.commands.status === "ready");
const spilled = async (): Promise<number> => (await stores().pg("spilled_frames")).length;

async function storeEverything(): Promise<void> {
  while ((await respoolFrames(service.services)) > 0) await storeSpool(service.services);
  await storeSpool(service.services);
}

/** What is accepted meanwhile waits in Postgres. */
async function whileRedisIsAway(work: () => Promise<void>): Promise<void> {
  await linksOf(service).redis.cut();
  await work();
  await linksOf(service).redis.mend();
  await redisIsBack();
}

async function post(drainToken: string, text: string, id: string = newFrameId()) {
  const response = await postFrame(service, drainToken, frameOf([syslogLine(text)]), { "logplex-frame-id": id });
  expect(response.status).toBe(204);
}

/** Postgres dies after the spool has taken the frames and before it commits that they left. */
function dyingAtCommit(): Services {
  const transaction = (work: (tx: unknown) => Promise<unknown>) =>
    stores().pg.transaction(async (tx) => {
      await work(tx);
      throw new Error("Postgres died before COMMIT");
    });
  return { ...service.services, stores: { ...stores(), pg: { transaction } as never } };
}

describe("a frame that waits in Postgres is stored once", () => {
  it("when Postgres dies before it commits the move, and is away for a day", async () => {
    const { resourceId, drainToken } = await provisionResource(service);
    await whileRedisIsAway(() => post(drainToken, "moved"));
    await expect(respoolFrames(dyingAtCommit())).rejects.toThrow("died before COMMIT");
    await storeSpool(service.services);
    await letRedisAge(stores().redis.commands, 24 * 60);
    expect(await spilled()).toBe(1);
    await storeEverything();
    expect(await storedMessages(service, resourceId)).toEqual(["moved"]);
    expect(await spilled()).toBe(0);
  });

  it("when that happens to a frame which the spool knows already", async () => {
    const { resourceId, drainToken } = await provisionResource(service);
    const id = newFrameId();
    await post(drainToken, "known", id);
    await whileRedisIsAway(() => post(drainToken, "known", id));
    await expect(respoolFrames(dyingAtCommit())).rejects.toThrow("died before COMMIT");
    await storeSpool(service.services);
    await letRedisAge(stores().redis.commands, 24 * 60);
    await storeEverything();
    expect(await storedMessages(service, resourceId)).toEqual(["known"]);
  });

  it("when Redis took it, died before it said so, and was away for a day", async () => {
    const { resourceId, drainToken } = await provisionResource(service);
    const id = newFrameId();
    await post(drainToken, "unheard", id);
    await whileRedisIsAway(() => post(drainToken, "unheard", id));
    await letRedisAge(stores().redis.commands, 24 * 60);
    await storeEverything();
    expect(await storedMessages(service, resourceId)).toEqual(["unheard"]);
  });

  it("and leaves nothing that Redis remembers for longer than a stored frame", async () => {
    const { drainToken } = await provisionResource(service);
    await whileRedisIsAway(() => post(drainToken, "gone"));
    await storeEverything();
    const { commands } = stores().redis;
    for (const key of await commands.keys("*")) expect(await commands.ttl(key)).toBeLessThanOrEqual(15 * 60);
    expect(await commands.keys("moved:*")).toEqual([]);
  });
});

describe("the same words, from a sender without frame ids,", () => {
  const beat = () => frameOf(["<14>1 - host cron job - - nightly backup ok\n"]);

  it("are kept as often as they are said in the overflow, minutes apart", async () => {
    const drain = await makeManualDrain(service);
    await whileRedisIsAway(async () => {
      for (let i = 0; i < 5; i++) {
        expect((await postManual(service, drain, beat())).status).toBe(204);
        clock.advance(5 * 60_000);
      }
    });
    expect(await spilled()).toBe(5);
    await storeEverything();
    expect(await storedMessages(service, drain.resourceId)).toHaveLength(5);
  });

  it.each([5_000, 59_000])("are a resend within a minute (%d ms), in the overflow and in the spool", async (ms) => {
    const drain = await makeManualDrain(service);
    // Half a second before a full minute: what comes next is in another minute.
    clock.set(new Date(Math.ceil(Date.now() / 60_000) * 60_000 - 500));
    await whileRedisIsAway(async () => {
      expect((await postManual(service, drain, beat())).status).toBe(204);
      clock.advance(ms);
      expect((await postManual(service, drain, beat())).status).toBe(204);
    });
    expect(await spilled()).toBe(1);
    expect((await postManual(service, drain, beat())).status).toBe(204);
    await storeEverything();
    expect(await storedMessages(service, drain.resourceId)).toHaveLength(1);
  });

  it("are stored once for each time when Redis took one unheard and was away for a day", async () => {
    const drain = await makeManualDrain(service);
    expect((await postManual(service, drain, beat())).status).toBe(204);
    await whileRedisIsAway(async () => {
      clock.advance(2_000);
      expect((await postManual(service, drain, beat())).status).toBe(204);
      clock.advance(2 * 60_000);
      expect((await postManual(service, drain, beat())).status).toBe(204);
    });
    await letRedisAge(stores().redis.commands, 24 * 60);
    await storeEverything();
    expect(await storedMessages(service, drain.resourceId)).toHaveLength(2);
  });
});

describe("a turn", () => {
  const row = (bytes: number, resourceId: string = randomUUID()) => spilledFrame(resourceId, bodyOfBytes(bytes));

  it("takes no more than it has memory and time for, and one frame at least", async () => {
    for (const bytes of [600_000, 600_000, 600_000, 200]) await spilledFrames.insert(stores().pg, row(bytes));
    const sizes = (bytesMax: number) =>
      stores().pg.transaction(async (tx) =>
        (await spilledFrames.takeOldest(tx, { framesMax: 50, bytesMax })).map(({ body }) => body.length),
      );
    expect(await sizes(1_300_000)).toEqual([600_000, 600_000]);
    expect(await sizes(100)).toEqual([600_000]);
  });

  it("lets a frame pass that has room, though a larger one before it has none", async () => {
    const { pg, redis } = stores();
    const [large, small] = [row(20_000), row(200)];
    for (const each of [large, small]) await spilledFrames.insert(pg, each);
    const services = { stores: { ...stores(), frames: openFrameStream(redis, { shards: 4, bytesMax: 10_000 }) } };
    expect(await respoolFrames(services)).toBe(1);
    expect((await pg("spilled_frames")).map(({ frame_key }) => frame_key)).toEqual([large.frame_key]);
  });
});
