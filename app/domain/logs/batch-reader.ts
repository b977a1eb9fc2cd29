import { isMainThread, Worker } from "node:worker_threads";
import { type BatchFrame, type ReadBatch, readBatch } from "./read-batch.ts";

/** Reads batches for one consumer, one or two at a time. */
export interface BatchReader {
  read(frames: readonly BatchFrame[], watched: ReadonlySet<string>): Promise<ReadBatch>;
  close(): Promise<void>;
}

/** What the thread is asked and answers; the bodies, and the block, lie in one piece that changes hands without a copy. */
export interface ReadRequest {
  frames: Omit<BatchFrame, "body">[];
  bodyBytes: number[];
  bodies: ArrayBuffer;
  watched: string[];
}
export type ReadAnswer = {
  batch: Omit<ReadBatch, "lines"> & { lines: Omit<ReadBatch["lines"], "parts"> };
  block: ArrayBuffer;
};

/**
 * A thread of its own for parsing, where Node can start one: it leaves the door's thread to the door, and its garbage is
 * collected in a heap of 10 MB instead of one of 60. From TypeScript as it is (tests) Node starts no thread, and batches
 * are read on the caller's, by the same code.
 */
export function createBatchReader(): BatchReader {
  return isMainThread && import.meta.url.endsWith(".js")
    ? readInThread()
    : { read: (frames, watched) => readBatch(frames, watched), close: async () => {} };
}

/** Lines are short-lived: a small young generation stays in the processor's cache and is swept in a millisecond. */
const YOUNG_MB = 8;

interface Asked {
  resolve: (batch: ReadBatch) => void;
  reject: (error: Error) => void;
}

/** A thread answers in the order in which it was asked. */
interface ReadingThread {
  worker: Worker;
  asked: Asked[];
}

function readInThread(): BatchReader {
  let thread: ReadingThread | null = null;
  const start = (): ReadingThread => {
    const resourceLimits = { maxYoungGenerationSizeMb: YOUNG_MB };
    const worker = new Worker(new URL("./read-thread.js", import.meta.url), { resourceLimits });
    const started: ReadingThread = { worker, asked: [] };
    worker.on("message", ({ batch, block }: ReadAnswer) =>
      started.asked.shift()?.resolve({ ...batch, lines: { ...batch.lines, parts: [new Uint8Array(block)] } }),
    );
    // A thread that dies takes nothing along: its batch is still pending and is read again, by the next thread.
    const die = (error: Error) => {
      if (thread === started) thread = null;
      for (const { reject } of started.asked.splice(0)) reject(error);
    };
    worker.on("error", die);
    worker.on("exit", (code) => die(new Error(`the parsing thread ended with ${code}`)));
    worker.unref();
    return started;
  };
  return {
    read: (frames, watched) =>
      new Promise((resolve, reject) => {
        thread ??= start();
        thread.asked.push({ resolve, reject });
        const request = toRequest(frames, watched);
        thread.worker.postMessage(request, [request.bodies]);
      }),
    async close() {
      await thread?.worker.terminate();
    },
  };
}

function toRequest(frames: readonly BatchFrame[], watched: ReadonlySet<string>): ReadRequest {
  const bodyBytes = frames.map(({ body }) => body.length);
  const bodies = new Uint8Array(new ArrayBuffer(bodyBytes.reduce((sum, bytes) => sum + bytes, 0)));
  let at = 0;
  for (const { body } of frames) {
    bodies.set(body, at);
    at += body.length;
  }
  return {
    frames: frames.map(({ body: _, ...rest }) => rest),
    bodyBytes,
    bodies: bodies.buffer,
    watched: [...watched],
  };
}
