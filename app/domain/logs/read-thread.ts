/** The parsing thread: reads one batch after the other into the same block. See batch-reader.ts. */
import { parentPort } from "node:worker_threads";
import { LineBlock } from "../../stores/clickhouse/line-block.ts";
import type { ReadAnswer, ReadRequest } from "./batch-reader.ts";
import { readBatch } from "./read-batch.ts";

const block = new LineBlock();
let reading: Promise<void> = Promise.resolve();

parentPort?.on("message", (request: ReadRequest) => {
  reading = reading.then(() => answer(request));
});

async function answer(request: ReadRequest): Promise<void> {
  let at = 0;
  const frames = request.frames.map((frame, i) => {
    const bytes = request.bodyBytes[i] as number;
    const body = Buffer.from(request.bodies, at, bytes);
    at += bytes;
    return { ...frame, body };
  });
  block.clear();
  const { lines, ...counted } = await readBatch(frames, new Set(request.watched), block);
  const { parts, ...described } = lines;
  const joined = new Uint8Array(new ArrayBuffer(parts.reduce((sum, part) => sum + part.length, 0)));
  let end = 0;
  for (const part of parts) {
    joined.set(part, end);
    end += part.length;
  }
  const message: ReadAnswer = { batch: { ...counted, lines: described }, block: joined.buffer };
  parentPort?.postMessage(message, [joined.buffer]);
}
