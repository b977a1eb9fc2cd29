import { randomUUID } from "node:crypto";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { storeBatch } from "../../app/domain/logs/store-frames.ts";
import { purgeResource } from "../../app/domain/resources/purge-resource.ts";
import type { FrameConsumer } from "../../app/stores/redis/frame-stream.ts";
import { frameOf, postFrame, syslogLine } from "../support/frames.ts";
import {
  type Provisioned,
  partnerCall,
  provisionResource,
  startTestService,
  type TestService,
} from "../support/service.ts";
import { expectExactlyOnce, untilSettled } from "./counts.ts";

// A consumer that is paused, not dead: its heartbeat runs out, an heir takes its frames, and then it wakes up.

let service: TestService;
let resource: Provisioned;
let acknowledged: Set<string>;
beforeAll(async () => {
  service = await startTestService({ hasWorkers: false });
});
afterAll(() => service.stop());
beforeEach(async () => {
  resource = await provisionResource(service);
  acknowledged = new Set();
});

async function post(frames: number): Promise<void> {
  for (let frame = 0; frame < frames; frame++) {
    const marker = `m=${randomUUID()}`;
    const answer = await postFrame(service, resource.drainToken, frameOf([syslogLine(`${marker} x`)]));
    expect(answer.status).toBe(204);
    acknowledged.add(marker);
  }
}

async function openConsumer(): Promise<FrameConsumer> {
  const consumer = await service.services.stores.frames.openConsumer(randomUUID());
  await consumer.heartbeat();
  return consumer;
}

/** What a pause longer than its life does to a consumer's heartbeat. */
const fallAsleep = ({ name }: FrameConsumer) => service.services.stores.redis.commands.del(`spool:heartbeat:${name}`);

const store = (consumer: FrameConsumer, entries: Parameters<typeof storeBatch>[2], isReplay = false) =>
  storeBatch(service.services, consumer, entries, { isReplay });

async function inherit(heir: FrameConsumer): Promise<void> {
  expect(await heir.claimDead()).toBeGreaterThan(0);
  await store(heir, await heir.readPending(), true);
}

async function expectOnce(name: string) {
  await untilSettled(service.services.stores);
  await expectExactlyOnce(service.services.stores, resource.resourceId, acknowledged, name);
}

describe("a consumer that wakes up after an heir took its frames doubles nothing", () => {
  it("when it slept between sealing and inserting", async () => {
    const [sleeper, heir] = [await openConsumer(), await openConsumer()];
    await post(9);
    const batch = await sleeper.seal(await sleeper.readNew(64, 500));
    await fallAsleep(sleeper);
    await inherit(heir);
    await store(sleeper, batch);
    expect(await sleeper.readPending()).toEqual([]);
    await expectOnce("sleeper after seal");
    for (const consumer of [sleeper, heir]) await consumer.close();
  });

  it("when both store the batch at the same moment", async () => {
    const [sleeper, heir] = [await openConsumer(), await openConsumer()];
    await post(9);
    const batch = await sleeper.seal(await sleeper.readNew(64, 500));
    await fallAsleep(sleeper);
    expect(await heir.claimDead()).toBeGreaterThan(0);
    const inherited = await heir.readPending();
    await Promise.all([store(heir, inherited, true), store(sleeper, batch)]);
    await expectOnce("sleeper beside its heir");
    for (const consumer of [sleeper, heir]) await consumer.close();
  });

  it("when it slept in the middle of reading: what the heir took is no part of its batch", async () => {
    const [sleeper, heir] = [await openConsumer(), await openConsumer()];
    await post(6);
    const first = await sleeper.readNew(64, 500);
    await fallAsleep(sleeper);
    await inherit(heir);
    await post(5);
    const batch = await sleeper.seal([...first, ...(await sleeper.readNew(64, 500))]);
    expect(batch).toHaveLength(5);
    await store(sleeper, batch);
    await expectOnce("sleeper in the middle of reading");
    for (const consumer of [sleeper, heir]) await consumer.close();
  });

  it("when Redis answered a read it had given up, after its batch was sealed: that joins no batch of its heir's", async () => {
    const sleeper = await openConsumer();
    await post(4);
    const batch = await sleeper.seal(await sleeper.readNew(64, 500));
    await post(3);
    await sleeper.readNew(64, 500); // nobody hears this answer
    await store({ ...sleeper, acknowledge: async () => {} } as FrameConsumer, batch);
    await sleeper.close();

    const heir = await openConsumer();
    await inherit(heir);
    await inherit(heir);
    expect(await heir.claimDead()).toBe(0);
    await expectOnce("late answer");
    await heir.close();
  });

  it("when the answer to its seal was lost: it finds the batch, or what is left of it", async () => {
    const sleeper = await openConsumer();
    await post(4);
    await sleeper.seal(await sleeper.readNew(64, 500)); // nobody hears this answer
    expect(await sleeper.readPending()).toHaveLength(4);
    expect(await sleeper.claimDead()).toBe(4); // its own, without waiting for its heartbeat to end
    await store(sleeper, await sleeper.readPending(), true);
    await expectOnce("lost seal");
    await sleeper.close();
  });
});

it("a batch that is there is not stored again when one of its resources was purged meanwhile", async () => {
  const dying = await openConsumer();
  // Sorts before the other in the table, so its line is the batch's first.
  const gone = await provisionResource(service, { uuid: `00000000-${randomUUID().slice(9)}` });
  await postFrame(service, gone.drainToken, frameOf([syslogLine("leaves")]));
  await post(9);
  const batch = await dying.seal(await dying.readNew(64, 500));
  await store({ ...dying, acknowledge: async () => {} } as FrameConsumer, batch);
  await partnerCall(service, "DELETE", `/${gone.resourceId}`);
  await purgeResource(service.services, { resourceId: gone.resourceId });
  await fallAsleep(dying);
  const heir = await openConsumer();
  await inherit(heir);
  await expectOnce("purged neighbour");
  await heir.close();
});

it("a batch that is there is not stored again when ClickHouse has forgotten its token, as a power cut can make it", async () => {
  const { clickhouse } = service.services.stores;
  const setWindow = (batches: number) =>
    clickhouse.command(`ALTER TABLE log_lines MODIFY SETTING non_replicated_deduplication_window = ${batches}`);
  const dying = await openConsumer();
  await post(9);
  const batch = await dying.seal(await dying.readNew(64, 500));
  await store({ ...dying, acknowledge: async () => {} } as FrameConsumer, batch);
  await setWindow(0); // no token is kept
  await setWindow(10_000);
  await fallAsleep(dying);
  const heir = await openConsumer();
  await inherit(heir);
  await expectOnce("forgotten token");
  await heir.close();
});
