/** The thread that reads the spool and parses what it reads. See batch-reader.ts. */
import { parentPort, workerData } from "node:worker_threads";
import { LineBlock } from "../../stores/clickhouse/line-block.ts";
import { openRedis, waitUntilReady } from "../../stores/redis/connection.ts";
import { openConsumer } from "../../stores/redis/frame-consumer.ts";
import type { ReaderAddress } from "../../stores/redis/frame-stream.ts";
import { openTailChannel } from "../../stores/redis/tail-channel.ts";
import { type FrameSource, type ReadAnswer, type ReadRequest, readInto } from "./batch-reader.ts";
import { openBatch } from "./read-batch.ts";

const { url, shards, consumer } = workerData as ReaderAddress;
const redis = openRedis(url, () => {}); // the main thread's connections lose the same server, and say so
const tail = openTailChannel(redis);
const source: FrameSource = {
  readNew: openConsumer(redis, shards, consumer).readNew,
  // A tail is a courtesy: not knowing who watches must not keep lines from being stored.
  watched: (frames) => tail.watched([...new Set(frames.map((frame) => frame.resourceId))]).catch(() => new Set()),
};

/** One is filled while the other is being stored: their bytes are not copied. */
const blocks = [new LineBlock(), new LineBlock()] as const;
let filled: 0 | 1 = 0;
let batch = waitUntilReady(redis.commands).then(() => readInto(openBatch(blocks[filled]), source));

parentPort?.on("message", (request: ReadRequest) => {
  switch (request.step) {
    case "open":
      batch = batch.then(async (before) => {
        await before.settled();
        blocks[filled].clear();
        return readInto(openBatch(blocks[filled]), source);
      });
      break;
    case "read":
      answer(batch.then(async ({ read }) => ({ frames: await read(request.count, request.blockMs) })));
      break;
    case "finish":
      answer(
        batch.then(async ({ finish }) => {
          const finished = await finish();
          filled = filled === 0 ? 1 : 0;
          return { batch: finished };
        }),
      );
  }
});

function answer(work: Promise<ReadAnswer>): void {
  work
    .catch((error: unknown): ReadAnswer => ({ error: error instanceof Error ? error : new Error(String(error)) }))
    .then((done) => parentPort?.postMessage(done));
}
