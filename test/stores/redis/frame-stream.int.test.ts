import { randomUUID } from "node:crypto";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { contentKey } from "../../../app/lib/frame-key.ts";
import { openRedis, type RedisConnections, waitUntilReady } from "../../../app/stores/redis/connection.ts";
import { type FrameStream, openFrameStream, type SpoolFrame } from "../../../app/stores/redis/frame-stream.ts";
import { FRAME_OVERHEAD_BYTES } from "../../../app/stores/redis/spool-names.ts";
import { eventually } from "../../support/service.ts";
import { letRedisAge } from "../../support/store-spool.ts";
import { makeRedis } from "../../support/stores.ts";

let server: { url: string; stop: () => Promise<void> };
let redis: RedisConnections;
beforeAll(async () => {
  server = await makeRedis();
  redis = openRedis(server.url, () => {});
  await waitUntilReady(redis.commands);
});
afterAll(async () => {
  await redis.close();
  await server.stop();
});

async function emptySpool(bytesMax = 10_000_000): Promise<FrameStream> {
  await redis.commands.flushall();
  return openFrameStream(redis, { shards: 4, bytesMax });
}

const frame = (changes: Partial<SpoolFrame> = {}): SpoolFrame => ({
  drainId: randomUUID(),
  resourceId: randomUUID(),
  frameKey: randomUUID(),
  msgCount: 3,
  isOverQuota: false,
  retentionDays: 14,
  body: Buffer.from([0, 13, 10, 255, 128, 65]),
  ...changes,
});

/** What it counts for in the spool. */
const sizeOf = ({ body }: Pick<SpoolFrame, "body">) => body.length + FRAME_OVERHEAD_BYTES;

describe("the spool", () => {
  it("gives back every byte and member of a frame", async () => {
    const spool = await emptySpool();
    const [one, two] = [frame(), frame({ msgCount: null, isOverQuota: true, retentionDays: 3 })];
    for (const each of [one, two]) expect(await spool.accept(each)).toBe("accepted");
    const consumer = await spool.openConsumer("reader");
    const read = await consumer.readNew(10, 100);
    expect(read).toHaveLength(2);
    for (const each of [one, two])
      expect(read.find((entry) => entry.frameKey === each.frameKey)).toMatchObject({ ...each });
    await consumer.close();
  });

  it("takes a frame once, however often and however concurrently it comes", async () => {
    const spool = await emptySpool();
    const once = frame();
    const outcomes = await Promise.all(Array.from({ length: 20 }, () => spool.accept(once)));
    expect(outcomes.filter((outcome) => outcome === "accepted")).toHaveLength(1);
    expect(outcomes.filter((outcome) => outcome === "duplicate")).toHaveLength(19);
    expect(await spool.depth()).toMatchObject({ frames: 1, bytes: sizeOf(once) });
  });

  it("knows a frame by drain and key together", async () => {
    const spool = await emptySpool();
    const one = frame();
    await spool.accept(one);
    expect(await spool.accept({ ...one, drainId: randomUUID() })).toBe("accepted");
  });

  it("is full at its byte limit, remembers nothing of what it refused, and takes it when there is room", async () => {
    const spool = await emptySpool(sizeOf(frame()));
    const [first, second] = [frame(), frame()];
    expect(await spool.accept(first)).toBe("accepted");
    expect(await spool.accept(second)).toBe("full");
    const consumer = await spool.openConsumer("reader");
    await consumer.acknowledge(await consumer.readNew(10, 100));
    expect(await spool.depth()).toEqual({ frames: 0, bytes: 0, oldestMs: null });
    expect(await spool.accept(second)).toBe("accepted");
    await consumer.close();
  });

  it("tells a duplicate from a full spool: a retry of what is in there is not spilled", async () => {
    const spool = await emptySpool(sizeOf(frame()));
    const once = frame();
    await spool.accept(once);
    expect(await spool.accept(once)).toBe("duplicate");
  });

  it("remembers a frame for as long as it waits, and 15 minutes from when it is stored", async () => {
    const spool = await emptySpool();
    const once = frame();
    await spool.accept(once);
    await letRedisAge(redis.commands, 24 * 60);
    expect(await spool.accept(once)).toBe("duplicate");
    const consumer = await spool.openConsumer("reader");
    await consumer.acknowledge(await consumer.seal(await consumer.readNew(10, 100)));
    await letRedisAge(redis.commands, 14);
    expect(await spool.accept(once)).toBe("duplicate");
    await letRedisAge(redis.commands, 1);
    expect(await spool.accept(once)).toBe("accepted");
    await consumer.close();
  });

  it("takes the same words again a minute after it took them, not sooner, whichever minute they fall into", async () => {
    const spool = await emptySpool();
    const drainId = randomUUID();
    const hash = "ab".repeat(32);
    const said = (second: number) =>
      spool.accept(frame({ drainId, frameKey: contentKey(hash, new Date(Date.UTC(2026, 0, 1, 0, 0, second))) }));
    const outcomes: string[] = [];
    for (const second of [50, 55, 61, 109, 110, 169, 171, 20]) outcomes.push(await said(second));
    expect(outcomes).toEqual([
      "accepted",
      "duplicate",
      "duplicate",
      "duplicate",
      "accepted",
      "duplicate",
      "accepted",
      "duplicate", // out of the overflow, later
    ]);
  });

  it("numbers frames of one millisecond apart over all shards", async () => {
    const spool = await emptySpool();
    await Promise.all(Array.from({ length: 200 }, () => spool.accept(frame())));
    const consumer = await spool.openConsumer("reader");
    const read = await consumer.readNew(200, 100);
    expect(new Set(read.map((entry) => `${entry.receivedAtMs} ${entry.frameSeq}`)).size).toBe(200);
    await consumer.close();
  });

  it("keeps frames that came together in one entry, apart in everything else", async () => {
    const spool = await emptySpool();
    const frames = Array.from({ length: 20 }, () => frame());
    const [large, small] = [frame({ body: Buffer.alloc(500_000, "x") }), frame()];
    await Promise.all([...frames, large, small].map((each) => spool.accept(each)));
    const consumer = await spool.openConsumer("reader");
    const read = await consumer.readNew(100, 100);
    expect(read.map((each) => each.frameKey).sort()).toEqual(
      [...frames, large, small].map((each) => each.frameKey).sort(),
    );
    const entryOf = ({ shard, id }: (typeof read)[number]) => `${shard} ${id}`;
    expect(new Set(read.map(entryOf)).size).toBeLessThan(22);
    const withLarge = read.filter(
      (each) => entryOf(each) === entryOf(read.find((one) => one.body.length > 100) as never),
    );
    expect(withLarge.map((each) => each.frameKey)).toEqual([large.frameKey]);
    await consumer.acknowledge(await consumer.seal(read));
    expect(await spool.depth()).toEqual({ frames: 0, bytes: 0, oldestMs: null });
    await consumer.close();
  });

  it("frees the bytes of an entry once, however often it is acknowledged", async () => {
    const spool = await emptySpool();
    await spool.accept(frame());
    await spool.accept(frame());
    const consumer = await spool.openConsumer("reader");
    const [first, second] = await consumer.readNew(10, 100);
    if (!first || !second) throw new Error("two entries expected");
    await consumer.acknowledge([first]);
    await consumer.acknowledge([first]);
    expect(await spool.depth()).toMatchObject({ frames: 1, bytes: sizeOf(second) });
    await consumer.close();
  });

  it("is filled by small frames before they fill the memory", async () => {
    const bytesMax = 1_000_000;
    const spool = await emptySpool(bytesMax);
    const usedBytes = async () =>
      Number(/used_memory_dataset:(\d+)/.exec(await redis.commands.info("memory"))?.[1] ?? Number.NaN);
    const before = await usedBytes();
    const outcomes = new Set<string>();
    while (!outcomes.has("full"))
      for (const outcome of await Promise.all(Array.from({ length: 500 }, () => spool.accept(frame()))))
        outcomes.add(outcome);
    // Tables grow by doubling, so more than the limit, but not several times as much.
    expect((await usedBytes()) - before).toBeLessThan(1.5 * bytesMax);
  });

  it("counts from nothing again once it is empty, though a version before counted its frames without their overhead", async () => {
    const spool = await emptySpool();
    for (let i = 0; i < 3; i++) await spool.accept(frame());
    await redis.commands.set("spool:bytes", 3 * frame().body.length);
    const consumer = await spool.openConsumer("reader");
    const [first, ...rest] = await consumer.seal(await consumer.readNew(10, 100));
    if (!first) throw new Error("three entries expected");
    await consumer.acknowledge([first]);
    expect(await spool.depth()).toMatchObject({ frames: 2, bytes: 0 });
    await consumer.acknowledge(rest);
    const next = frame();
    await spool.accept(next);
    expect(await spool.depth()).toMatchObject({ frames: 1, bytes: sizeOf(next) });
    await consumer.close();
  });

  it("hands all entries of one dead consumer to an heir, none of a living one", async () => {
    const spool = await emptySpool();
    const names = ["dead", "alive"];
    const [dead, alive] = await Promise.all(names.map((name) => spool.openConsumer(name)));
    if (!dead || !alive) throw new Error("two consumers expected");
    for (const consumer of [dead, alive]) {
      for (let i = 0; i < 5; i++) await spool.accept(frame({ frameKey: `${consumer.name} ${i}` }));
      await consumer.heartbeat();
      await consumer.readNew(10, 100);
    }
    await dead.close();
    const heir = await spool.openConsumer("heir");
    expect(await heir.claimDead()).toBe(5);
    const claimed = await heir.readPending();
    expect(claimed.map((entry) => entry.frameKey).sort()).toEqual([0, 1, 2, 3, 4].map((i) => `dead ${i}`));
    for (const consumer of [alive, heir]) await consumer.close();
  });

  it("takes over one dead consumer at a time: what was one batch stays one batch", async () => {
    const spool = await emptySpool();
    for (const name of ["dead-1", "dead-2"]) {
      const consumer = await spool.openConsumer(name);
      for (let i = 0; i < 3; i++) await spool.accept(frame({ frameKey: `${name} ${i}` }));
      await consumer.readNew(10, 100);
      await consumer.close();
    }
    const heir = await spool.openConsumer("heir");
    const owners: string[][] = [];
    for (let turn = 0; turn < 2; turn++) {
      await heir.claimDead();
      const batch = await heir.readPending();
      owners.push([...new Set(batch.map((entry) => entry.frameKey.split(" ")[0] as string))]);
      await heir.acknowledge(batch);
    }
    expect(owners.sort()).toEqual([["dead-1"], ["dead-2"]]);
    await heir.close();
  });

  it("ends a read that waits for its first frame, which gives nothing and loses nothing", async () => {
    const spool = await emptySpool();
    const consumer = await spool.openConsumer("reader");
    const waiting = consumer.readNew(10, 60_000);
    await eventually(async () => /blocked_clients:1\b/.test(await redis.commands.info("clients")));
    await consumer.stopWaiting();
    expect(await waiting).toEqual([]);
    await spool.accept(frame());
    expect(await consumer.readNew(10, 60_000)).toHaveLength(1);
    await consumer.close();
  });

  it("rejects at once while Redis is away, so that the door can spill", async () => {
    const own = await makeRedis();
    const connections = openRedis(own.url, () => {});
    await waitUntilReady(connections.commands);
    const spool = openFrameStream(connections, { shards: 1, bytesMax: 1_000 });
    await own.stop();
    await expect(spool.accept(frame())).rejects.toThrow();
    await connections.close();
  });
});
