/** The parsing thread. See batch-reader.ts. */
import { parentPort } from "node:worker_threads";
import { LineBlock } from "../../stores/clickhouse/line-block.ts";
import type { ReadRequest } from "./batch-reader.ts";
import { type BatchFrame, type OpenBatch, openBatch } from "./read-batch.ts";

/** One is filled while the other is being stored: their bytes are not copied. */
const blocks = [new LineBlock(), new LineBlock()] as const;
let filled: 0 | 1 = 0;
let batch: OpenBatch;
let working: Promise<void> = Promise.resolve();

parentPort?.on("message", (request: ReadRequest) => {
  working = working.then(() => take(request));
});

async function take(request: ReadRequest): Promise<void> {
  switch (request.step) {
    case "open":
      blocks[filled].clear();
      batch = openBatch(blocks[filled]);
      return;
    case "add":
      await batch.add(framesOf(request), {
        watched: new Set(request.watched),
        exclusions: new Map(request.exclusions.map((set) => [set.id, set])),
      });
      return;
    case "finish":
      parentPort?.postMessage(batch.finish());
      filled = filled === 0 ? 1 : 0;
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
