import { randomUUID } from "node:crypto";
import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import { runStoreFrames, type StoreFramesLoop } from "../../app/domain/logs/run-store-frames.ts";
import { storeBatch } from "../../app/domain/logs/store-frames.ts";
import type { FrameConsumer } from "../../app/stores/redis/frame-stream.ts";
import { readBooks, storedMessages } from "../support/books.ts";
import { breakClickHouse } from "../support/break-clickhouse.ts";
import { frameOf, postFrame, syslogLine } from "../support/frames.ts";
import {
  eventually,
  type Provisioned,
  provisionResource,
  startTestService,
  type TestService,
} from "../support/service.ts";

let service: TestService;
beforeAll(async () => {
  service = await startTestService({ hasWorkers: false });
});
afterAll(() => service.stop());

const opened: FrameConsumer[] = [];
const loops: StoreFramesLoop[] = [];
afterEach(async () => {
  for (const loop of loops.splice(0)) await loop.stop();
  for (const consumer of opened.splice(0)) await consumer.close();
});

async function openConsumer(): Promise<FrameConsumer> {
  const consumer = await service.services.stores.frames.openConsumer(`test-${randomUUID()}`);
  await consumer.heartbeat();
  opened.push(consumer);
  return consumer;
}

/** What a killed process leaves: its entries pending, and no heartbeat. */
async function kill(consumer: FrameConsumer) {
  opened.splice(opened.indexOf(consumer), 1);
  await consumer.close();
}

/** `count` frames of one line each, spooled and not yet read. */
async function post(resource: Provisioned, count: number, prefix: string): Promise<string[]> {
  const texts = Array.from({ length: count }, (_, i) => `${prefix} ${String(i).padStart(3, "0")}`);
  for (const text of texts) await postFrame(service, resource.drainToken, frameOf([syslogLine(text)]));
  return texts;
}

const readAll = (consumer: FrameConsumer) => consumer.readNew(1_000, 500);
const spoolIsEmpty = async () => (await service.services.stores.frames.depth()).frames === 0;

/** Each line stored once, the books of the same opinion, and nothing left in the spool. */
async function expectExactly({ resourceId }: Provisioned, texts: string[]) {
  await eventually(spoolIsEmpty);
  expect((await storedMessages(service, resourceId)).sort()).toEqual([...texts].sort());
  expect(await readBooks(service, resourceId)).toMatchObject({
    frames: texts.length,
    received: texts.length,
    stored: texts.length,
    shed: 0,
    rejected: 0,
  });
  expect(await service.services.stores.frames.depth()).toEqual({ frames: 0, bytes: 0, oldestMs: null });
}

describe("storing frames", () => {
  it("stores a batch once and empties the spool", async () => {
    const resource = await provisionResource(service);
    const texts = await post(resource, 5, "a");
    const consumer = await openConsumer();
    await storeBatch(service.services, consumer, await readAll(consumer));
    await expectExactly(resource, texts);
  });

  it("stores nothing twice when the process dies after the insert and before the acknowledgement", async () => {
    const resource = await provisionResource(service);
    const texts = await post(resource, 20, "killed");
    const consumer = await openConsumer();
    const dying: FrameConsumer = { ...consumer, acknowledge: () => Promise.reject(new Error("killed here")) };
    await expect(storeBatch(service.services, dying, await readAll(consumer))).rejects.toThrow("killed here");
    expect(await storedMessages(service, resource.resourceId)).toHaveLength(20);
    await kill(consumer);

    const heir = await openConsumer();
    expect(await heir.claimDead()).toBe(20);
    await storeBatch(service.services, heir, await heir.readPending());
    await expectExactly(resource, texts);
  });

  it("stores nothing twice when it dies after the insert and before the books", async () => {
    const resource = await provisionResource(service);
    const texts = await post(resource, 8, "unbooked");
    const consumer = await openConsumer();
    const { stores } = service.services;
    const away = { ...stores, pg: { transaction: () => Promise.reject(new Error("killed here")) } as never };
    const entries = await readAll(consumer);
    await expect(storeBatch({ ...service.services, stores: away }, consumer, entries)).rejects.toThrow("killed here");
    expect(await readBooks(service, resource.resourceId)).toMatchObject({ received: 0 });
    await kill(consumer);

    const heir = await openConsumer();
    await heir.claimDead();
    await storeBatch(service.services, heir, await heir.readPending());
    await expectExactly(resource, texts);
  });

  it("stores everything when it dies before the insert, in the middle of reading", async () => {
    const resource = await provisionResource(service);
    const texts = await post(resource, 12, "unread");
    const consumer = await openConsumer();
    await consumer.readNew(1, 500); // some shards' first entries are pending, the rest waits
    await kill(consumer);
    loops.push(await runStoreFrames(service.services));
    await expectExactly(resource, texts);
  });

  it("reads nothing while a batch is being sealed: that would be sealed with it, and what was parsed ahead be of no use", async () => {
    const resource = await provisionResource(service);
    const { stores } = service.services;
    const steps: string[] = [];
    const watchConsumer = (consumer: FrameConsumer): FrameConsumer => ({
      ...consumer,
      readNew(...limits) {
        steps.push("read");
        return consumer.readNew(...limits);
      },
      async seal(frames) {
        steps.push("seal");
        const sealed = await consumer.seal(frames);
        steps.push("sealed");
        return sealed;
      },
    });
    const openConsumer = async (name: string) => watchConsumer(await stores.frames.openConsumer(name));
    const watched = { ...stores, frames: { ...stores.frames, openConsumer } };
    loops.push(await runStoreFrames({ ...service.services, stores: watched }));
    await expectExactly(resource, await post(resource, 30, "sealed"));
    expect(steps.join(" ")).toMatch(/read seal sealed/);
    expect(steps.join(" ")).not.toMatch(/seal read/);
  });

  it("stores nothing twice when several processes die at once, each between insert and acknowledgement", async () => {
    const resource = await provisionResource(service);
    const texts: string[] = [];
    for (const name of ["first", "second", "third"]) {
      texts.push(...(await post(resource, 6, name)));
      const consumer = await openConsumer();
      const dying: FrameConsumer = { ...consumer, acknowledge: () => Promise.reject(new Error("killed here")) };
      await expect(storeBatch(service.services, dying, await readAll(consumer))).rejects.toThrow("killed here");
    }
    for (const consumer of [...opened]) await kill(consumer);
    loops.push(await runStoreFrames(service.services));
    await expectExactly(resource, texts);
  });

  it("takes nothing from a consumer that still beats", async () => {
    const resource = await provisionResource(service);
    await post(resource, 4, "busy");
    const busy = await openConsumer();
    const entries = await readAll(busy);
    const other = await openConsumer();
    expect(await other.claimDead()).toBe(0);
    expect(await other.readPending()).toEqual([]);
    await storeBatch(service.services, busy, entries);
    expect(await storedMessages(service, resource.resourceId)).toHaveLength(4);
  });

  it("shares the work between two loops: every line once", async () => {
    const resource = await provisionResource(service);
    loops.push(await runStoreFrames(service.services, "loop-1"), await runStoreFrames(service.services, "loop-2"));
    const texts = await post(resource, 150, "shared");
    await expectExactly(resource, texts);
  });

  it("finishes the batch in flight when it is stopped, and loses nothing that waits", async () => {
    const resource = await provisionResource(service);
    const texts = await post(resource, 30, "stopped");
    await (await runStoreFrames(service.services)).stop();
    loops.push(await runStoreFrames(service.services));
    await expectExactly(resource, texts);
  });

  it("stops while ClickHouse is away, and the next process stores what was pending", async () => {
    const resource = await provisionResource(service);
    const texts = await post(resource, 10, "outage");
    const outage = breakClickHouse(service);
    const loop = await runStoreFrames(service.services);
    await eventually(async () => outage.attempts() >= 2);
    await loop.stop();
    outage.mend();
    expect(await service.services.stores.frames.depth()).toMatchObject({ frames: 10 });
    loops.push(await runStoreFrames(service.services));
    await expectExactly(resource, texts);
  });

  it("stores and acknowledges although the tail cannot be told", async () => {
    const resource = await provisionResource(service);
    const texts = await post(resource, 3, "untold");
    const consumer = await openConsumer();
    const { stores } = service.services;
    const tail = { ...stores.tail, watched: () => Promise.reject(new Error("pub/sub away")) };
    await storeBatch({ ...service.services, stores: { ...stores, tail } }, consumer, await readAll(consumer));
    await expectExactly(resource, texts);
  });
});
