import { randomUUID } from "node:crypto";
import { fileURLToPath } from "node:url";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from "vitest";
import type { BatchReader, createBatchReader, FrameSource } from "../../../app/domain/logs/batch-reader.ts";
import { readBatch } from "../../../app/domain/logs/read-batch.ts";
import { openRedis, type RedisConnections, waitUntilReady } from "../../../app/stores/redis/connection.ts";
import {
  type FrameConsumer,
  type FrameStream,
  openFrameStream,
  type ReaderAddress,
  type SpoolFrame,
} from "../../../app/stores/redis/frame-stream.ts";
import { openTailChannel, type TailChannel } from "../../../app/stores/redis/tail-channel.ts";
import { frameOf, syslogLine } from "../../support/frames.ts";
import { makeRedis } from "../../support/stores.ts";

// Node starts threads from JavaScript only: this is the compiled reader, as production runs it.
const compiled = fileURLToPath(new URL("../../../dist/app/domain/logs/batch-reader.js", import.meta.url));

let server: Awaited<ReturnType<typeof makeRedis>>;
let redis: RedisConnections;
let tail: TailChannel;
let spool: FrameStream;
let create: typeof createBatchReader;
beforeAll(async () => {
  server = await makeRedis();
  redis = openRedis(server.url, () => {});
  await waitUntilReady(redis.commands);
  tail = openTailChannel(redis);
  spool = openFrameStream(redis, { shards: 2, bytesMax: 10_000_000 });
  create = ((await import(compiled)) as { createBatchReader: typeof createBatchReader }).createBatchReader;
});
afterAll(async () => {
  tail.close();
  await redis.close();
  await server.stop();
});

let consumer: FrameConsumer;
let reader: BatchReader;
beforeEach(async () => {
  consumer = await spool.openConsumer(randomUUID());
  reader = openReader();
});
afterEach(async () => {
  await reader.close();
  await consumer.acknowledge(await consumer.seal([]));
  await consumer.close();
});

/** Whoever has a thread reads by its address alone. */
function openReader(changes: Partial<ReaderAddress> = {}): BatchReader {
  const never = () => Promise.reject(new Error("read on the caller's thread"));
  return create({ readNew: never, watched: never } satisfies FrameSource, { ...consumer.address, ...changes });
}

async function accept(texts: string[], changes: Partial<SpoolFrame> = {}): Promise<string> {
  const resourceId = randomUUID();
  await spool.accept({
    drainId: randomUUID(),
    resourceId,
    frameKey: randomUUID(),
    msgCount: texts.length,
    isOverQuota: false,
    retentionDays: 14,
    body: Buffer.from(frameOf(texts.map((text) => syslogLine(text)))),
    ...changes,
  });
  return changes.resourceId ?? resourceId;
}
const bytes = (parts: readonly Uint8Array[]) => Buffer.concat(parts).toString("hex");

describe("the reading thread", () => {
  it("reads the very bytes, books and tailed lines that the caller's own thread would", async () => {
    for (let again = 0; again < 3; again++) {
      await accept(["one", "two"]);
      const tailed = await accept(["at=info status=200", "✓ done", '{"level":"error","a":{"b":1}}']);
      await accept(["x"], { isOverQuota: true, msgCount: 9, declaredDropped: 4 });
      const stopWatching = await tail.subscribe(tailed, () => {});

      const batch = reader.open();
      const frames = await batch.read(10, 5_000);
      const inThread = await batch.finish();
      await consumer.seal(frames);
      const sealed = await consumer.readPending();
      const here = await readBatch(sealed, new Set([tailed]));

      expect(frames).toEqual(sealed.map(({ body: _, ...ticket }) => ticket));
      expect(bytes(inThread.lines.parts)).toBe(bytes(here.lines.parts));
      expect({ ...inThread.lines, parts: [] }).toEqual({ ...here.lines, parts: [] });
      expect(inThread.books).toEqual(here.books);
      expect(inThread.watchedLines).toEqual(here.watchedLines);
      expect(inThread.watchedLines).toHaveLength(3);
      await consumer.acknowledge(frames);
      await stopWatching();
    }
  });

  it("adds what comes some at a time, and forgets a batch that was not finished", async () => {
    await accept(["never finished"]);
    expect(await reader.open().read(10, 5_000)).toHaveLength(1);
    const batch = reader.open();
    const frames = [];
    for (const texts of [["one", "two"], ["three"], ["four"]]) {
      await accept(texts);
      frames.push(...(await batch.read(10, 5_000)));
    }
    const { lines, books } = await batch.finish();
    expect({ frames: frames.length, rows: lines.rows }).toEqual({ frames: 3, rows: 4 });
    expect(books.reduce((sum, { received }) => sum + received, 0)).toBe(4);
  });

  it("waits for frames no longer than it was told", async () => {
    const batch = reader.open();
    expect(await batch.read(10, 1)).toEqual([]);
    expect((await batch.finish()).lines.rows).toBe(0);
  });

  it("tells of a batch that cannot be parsed, and reads the next one", async () => {
    const broken = reader.open();
    await accept(["x"], { resourceId: "no uuid" });
    await broken.read(10, 5_000);
    await expect(broken.finish()).rejects.toThrow("not a uuid");
    const batch = reader.open();
    await accept(["x", "y"]);
    await batch.read(10, 5_000);
    expect((await batch.finish()).lines.rows).toBe(2);
  });

  it("that dies fails its batch, and the next one has a new thread", async () => {
    const dying = openReader({ shards: null as never });
    for (let again = 0; again < 2; again++) await expect(dying.open().read(10, 1)).rejects.toThrow("of null");
    await dying.close();
  });
});
