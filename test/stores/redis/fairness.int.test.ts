import { randomUUID } from "node:crypto";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { openRedis, type RedisConnections, waitUntilReady } from "../../../app/stores/redis/connection.ts";
import {
  type FrameStream,
  mayHaveMore,
  openFrameStream,
  type SpoolFrame,
} from "../../../app/stores/redis/frame-stream.ts";
import { FRAME_OVERHEAD_BYTES } from "../../../app/stores/redis/spool-names.ts";
import { makeRedis } from "../../support/stores.ts";

let server: { url: string; stop: () => Promise<void> };
let redis: RedisConnections;
let spool: FrameStream;
beforeAll(async () => {
  server = await makeRedis();
  redis = openRedis(server.url, () => {});
  await waitUntilReady(redis.commands);
});
afterAll(async () => {
  await redis.close();
  await server.stop();
});
beforeEach(async () => {
  await redis.commands.flushall();
  spool = openFrameStream(redis, { shards: 4, bytesMax: 6_000_000 });
});

const frame = (resourceId: string, bytes = 100): SpoolFrame => ({
  drainId: resourceId,
  resourceId,
  frameKey: randomUUID(),
  msgCount: 1,
  isOverQuota: false,
  retentionDays: 14,
  body: Buffer.alloc(bytes, "x"),
});

async function fill(resourceId: string, frames: number, bytes?: number): Promise<string[]> {
  const outcomes: string[] = [];
  for (let i = 0; i < frames; i += 200)
    outcomes.push(
      ...(await Promise.all(
        Array.from({ length: Math.min(200, frames - i) }, () => spool.accept(frame(resourceId, bytes))),
      )),
    );
  return outcomes;
}

describe("a loud resource with 5 000 frames waiting", () => {
  it("keeps no quiet resource's frame out of the first read after it arrives", async () => {
    await fill(randomUUID(), 5_000);
    const quiet = Array.from({ length: 100 }, () => randomUUID());
    for (const resourceId of quiet) expect(await spool.accept(frame(resourceId))).toBe("accepted");
    const consumer = await spool.openConsumer("reader");
    const read = new Set((await consumer.readNew(64, 100)).map((entry) => entry.resourceId));
    expect(quiet.filter((resourceId) => !read.has(resourceId))).toEqual([]);
    await consumer.close();
  });

  it("is told by the read itself, however small its frames: a reader need not pause before the rest", async () => {
    const consumer = await spool.openConsumer("reader");
    for (let i = 0; i < 4; i++) await spool.accept(frame(randomUUID())); // each its own entry, one a shard
    expect(mayHaveMore(await consumer.readNew(8, 100), 8)).toBe(false);
    await fill(randomUUID(), 5_000, 1);
    let reads = 0;
    for (let read = await consumer.readNew(8, 100); mayHaveMore(read, 8); read = await consumer.readNew(8, 1)) reads++;
    expect(reads).toBeGreaterThan(5);
    expect(await consumer.readNew(8, 1)).toEqual([]);
    await consumer.close();
  });

  it("is read along with the others, from the shards and from the loud lane", async () => {
    const loud = randomUUID();
    await fill(loud, 5_000);
    const consumer = await spool.openConsumer("reader");
    let stored = 0;
    while (stored < 5_000) {
      const batch = await consumer.seal(await consumer.readNew(1_000, 100));
      expect(batch.every((entry) => entry.resourceId === loud)).toBe(true);
      await consumer.acknowledge(batch);
      stored += batch.length;
    }
    expect(await spool.depth()).toEqual({ frames: 0, bytes: 0, oldestMs: null });
    await consumer.close();
  });

  it("fills half of the spool: others are still taken in when it overflows", async () => {
    const bytes = 1_000 - FRAME_OVERHEAD_BYTES;
    const outcomes = await fill(randomUUID(), 5_000, bytes);
    expect(outcomes.filter((outcome) => outcome === "full").length).toBe(2_000);
    expect(await fill(randomUUID(), 60, bytes)).not.toContain("full");
  });

  it("is loud no longer once its frames are stored", async () => {
    const loud = randomUUID();
    await fill(loud, 100);
    expect(await redis.commands.xlen("spool:loud")).toBeGreaterThan(0);
    const consumer = await spool.openConsumer("reader");
    await consumer.acknowledge(await consumer.seal(await consumer.readNew(100, 100)));
    await fill(loud, 64);
    expect(await redis.commands.xlen("spool:loud")).toBe(0);
    await consumer.close();
  });
});
