/** The parsing thread: reads one batch after the other into the same block. See batch-reader.ts. */
import { parentPort } from "node:worker_threads";
import { LineBlock } from "../../stores/clickhouse/line-block.ts";
import type { ReadAnswer, ReadRequest } from "./batch-reader.ts";
import { type BatchFrame, type OpenBatch, openBatch } from "./read-batch.ts";

const block = new LineBlock();
let batch: OpenBatch;
let working: Promise<void> = Promise.resolve();

parentPort?.on("message", (request: ReadRequest) => {
  working = working.then(() => take(request));
});

async function take(request: ReadRequest): Promise<void> {
  switch (request.step) {
    case "open":
      block.clear();
      batch = openBatch(block);
      return;
    case "add":
      await batch.add(framesOf(request), new Set(request.watched));
      return;
    case "finish":
      answer();
  }
}

function framesOf({ frames, bodyBytes, bodies }: ReadRequest & { step: "add" }): BatchFrame[] {
  let at = 0;
  return frames.map((frame, i) => {
    const bytes = bodyBytes[i] as number;
    const body = Buffer.from(bodies, at, bytes);
    at += bytes;
    return { ...frame, body };
  });
}

function answer(): void {
  const { lines, ...counted } = batch.finish();
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
