import { randomUUID } from "node:crypto";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { Services, Stores } from "../../app/context.ts";
import { runStoreFrames } from "../../app/domain/logs/run-store-frames.ts";
import { storeBatch } from "../../app/domain/logs/store-frames.ts";
import { deleteLinesOfResource } from "../../app/stores/clickhouse/log-lines.ts";
import type { FrameConsumer } from "../../app/stores/redis/frame-stream.ts";
import { frameOf, postFrame, syslogLine } from "../support/frames.ts";
import { type Provisioned, provisionResource, startTestService, type TestService } from "../support/service.ts";
import { expectExactlyOnce, untilSettled } from "./counts.ts";

let service: TestService;
beforeAll(async () => {
  service = await startTestService({ hasWorkers: false });
});
afterAll(() => service.stop());

const killed = async (): Promise<never> => {
  throw new Error("killed here");
};
/** Dies after the real thing happened, before anybody heard of it. */
const thenKilled =
  <A extends unknown[]>(real: (...args: A) => Promise<unknown>) =>
  async (...args: A) => {
    await real(...args);
    return killed();
  };

interface Dying {
  stores?: (real: Stores, resource: Provisioned) => Partial<Stores>;
  consumer?: (real: FrameConsumer) => Partial<FrameConsumer>;
}

/** Every step of a batch, and what a worker killed there does last. */
const steps: Record<string, Dying> = {
  "after reading, before sealing": { consumer: () => ({ seal: killed }) },
  "in sealing, which happened": { consumer: (real) => ({ seal: thenKilled(real.seal) }) },
  "after sealing, before the insert": {
    stores: ({ clickhouse }) => ({ clickhouse: { ...clickhouse, insertBlock: killed } }),
  },
  "in the insert, which happened": {
    stores: ({ clickhouse }) => ({ clickhouse: { ...clickhouse, insertBlock: thenKilled(clickhouse.insertBlock) } }),
  },
  "in the insert, together with ClickHouse, which kept the token and not the rows": {
    stores: ({ clickhouse }, { resourceId }) => ({
      clickhouse: {
        ...clickhouse,
        insertBlock: async (...args) => {
          await clickhouse.insertBlock(...args);
          await deleteLinesOfResource(clickhouse, resourceId);
          return killed();
        },
      },
    }),
  },
  "after the insert, before the books": { stores: () => ({ pg: { transaction: killed } as never }) },
  "in the books, which were committed": {
    stores: ({ pg }) => ({ pg: { transaction: thenKilled((work: never) => pg.transaction(work)) } as never }),
  },
  "after the books, before the acknowledgement": { consumer: () => ({ acknowledge: killed }) },
  "in the acknowledgement, which happened": {
    consumer: (real) => ({ acknowledge: thenKilled(real.acknowledge) }),
  },
};

/** `frames` frames of five lines; their markers. */
async function post({ drainToken }: Provisioned, frames: number, name: string): Promise<string[]> {
  const all: string[] = [];
  for (let frame = 0; frame < frames; frame++) {
    const markers = Array.from({ length: 5 }, (_, line) => `m=${name}-${frame}-${line}`);
    const body = frameOf(markers.map((marker) => syslogLine(`${marker} x`)));
    expect((await postFrame(service, drainToken, body, { "logplex-msg-count": "5" })).status).toBe(204);
    all.push(...markers);
  }
  return all;
}

describe("a worker that dies loses and doubles nothing", () => {
  it.each(Object.entries(steps))("%s", async (step, dying) => {
    const resource = await provisionResource(service);
    const acknowledged = new Set(await post(resource, 12, "before"));
    const { stores } = service.services;
    const real = await stores.frames.openConsumer(randomUUID());
    await real.heartbeat();
    const consumer: FrameConsumer = { ...real, ...dying.consumer?.(real) };
    const services: Services = {
      ...service.services,
      stores: { ...stores, ...dying.stores?.(stores, resource) },
    };
    const oneBatch = async () => storeBatch(services, consumer, await consumer.seal(await consumer.readNew(64, 500)));
    await expect(oneBatch()).rejects.toThrow("killed here");
    for (const marker of await post(resource, 3, "after")) acknowledged.add(marker);
    await real.close(); // with its heartbeat

    const heir = await runStoreFrames(service.services);
    try {
      await untilSettled(stores);
      await expectExactlyOnce(stores, resource.resourceId, acknowledged, `worker ${step}`);
    } finally {
      await heir.stop();
    }
  });
});
