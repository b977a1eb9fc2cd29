import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { Line } from "../../../../app/contract/line.ts";
import { NO_EXCLUSIONS } from "../../../../app/domain/logs/known-exclusions.ts";
import { openBatch } from "../../../../app/domain/logs/read-batch.ts";
import { storeBatch, storeReadBatch, watchedResources } from "../../../../app/domain/logs/store-frames.ts";
import type { FrameConsumer, FrameTicket, SpooledFrame } from "../../../../app/stores/redis/frame-stream.ts";
import { openEventStream } from "../../../support/event-stream.ts";
import { frameOf, postFrame, syslogLine } from "../../../support/frames.ts";
import { type Provisioned, provisionResource, startTestService, type TestService } from "../../../support/service.ts";

let service: TestService;
let consumer: FrameConsumer;
beforeAll(async () => {
  service = await startTestService({ hasWorkers: false });
  consumer = await service.services.stores.frames.openConsumer("test");
});
afterAll(async () => {
  await consumer.close();
  await service.stop();
});

const post = ({ drainToken }: Provisioned, ...texts: string[]) =>
  postFrame(service, drainToken, frameOf(texts.map((text) => syslogLine(text))));

/** A batch that is read and parsed step by step, as the worker does it. */
function readSpool() {
  const batch = openBatch();
  const frames: SpooledFrame[] = [];
  const told = new Set<FrameTicket>();
  return {
    async read() {
      const some = await consumer.readNew(100, 500);
      const watched = await watchedResources(service.services, some);
      await batch.add(some, { watched, exclusions: NO_EXCLUSIONS });
      frames.push(...some);
      for (const frame of some) if (watched.has(frame.resourceId)) told.add(frame);
    },
    store: () => storeReadBatch(service.services, consumer, frames, { ...batch.finish(), told }),
    /** As an heir does whose dead predecessor had done all but let go of it. */
    storeAgain: () => storeBatch(service.services, consumer, frames, { isReplay: true }),
  };
}

async function openTail({ apiToken }: Provisioned, query = "", lastEventId?: string) {
  const stream = await openEventStream(`${service.url}/api/v1/logs/tail?${new URLSearchParams({ query })}`, {
    authorization: `Bearer ${apiToken}`,
    ...(lastEventId === undefined ? {} : { "last-event-id": lastEventId }),
  });
  expect(stream.status).toBe(200);
  return {
    close: stream.close,
    next: async () => (await stream.next())?.data as Line,
  };
}

describe("a tail that is opened while a batch is between parsed and stored", () => {
  it("has the lines of that batch, once and in their order, and nobody else's", async () => {
    const [mine, theirs] = [await provisionResource(service), await provisionResource(service)];
    await post(mine, "under way 1", "another", "under way 2");
    await post(theirs, "under way, of another");
    const batch = readSpool();
    await batch.read();
    const tail = await openTail(mine, "under");
    await post(mine, "under the eyes of the tail");
    await batch.read();
    await batch.store();
    await post(mine, "under the next batch");
    const next = readSpool();
    await next.read();
    await next.store();
    const messages = [];
    for (let i = 0; i < 4; i++) messages.push((await tail.next()).message);
    expect(messages).toEqual(["under way 1", "under way 2", "under the eyes of the tail", "under the next batch"]);
    tail.close();
  });

  it("has them once when the batch is stored, and told, again after a crash", async () => {
    const resource = await provisionResource(service);
    const tail = await openTail(resource);
    await post(resource, "once", "each");
    const batch = readSpool();
    await batch.read();
    await batch.store();
    await batch.storeAgain();
    await post(resource, "after");
    const next = readSpool();
    await next.read();
    await next.store();
    const messages = [];
    for (let i = 0; i < 3; i++) messages.push((await tail.next()).message);
    expect(messages).toEqual(["once", "each", "after"]);
    tail.close();
  });

  it("has them after Last-Event-ID, too, and not again what was stored before", async () => {
    const resource = await provisionResource(service);
    const first = await openTail(resource);
    await post(resource, "seen", "missed");
    const before = readSpool();
    await before.read();
    await before.store();
    const seen = await first.next();
    first.close();
    await service.services.stores.redis.commands.del(`tail:watch:${resource.resourceId}`);
    await post(resource, "under way");
    const batch = readSpool();
    await batch.read();
    const second = await openTail(resource, "", seen.id);
    expect((await second.next()).message).toBe("missed");
    await batch.store();
    expect((await second.next()).message).toBe("under way");
    second.close();
  });
});
