import { isMainThread, Worker } from "node:worker_threads";
import { type BatchFrame, openBatch, type ReadBatch } from "./read-batch.ts";

/** Reads one batch after the other for one consumer. */
export interface BatchReader {
  /** A new batch; one that was open before and not finished is forgotten. */
  open(): BatchInReading;
  close(): Promise<void>;
}

/** Frames are parsed as they are added, so that little is left to do at the end. */
export interface BatchInReading {
  add(frames: readonly BatchFrame[], watched: ReadonlySet<string>): void;
  /** Rejects with whatever went wrong since `open`. */
  finish(): Promise<ReadBatch>;
}

/** What the thread is told; the bodies lie in one piece that changes hands without a copy. */
export type ReadRequest =
  | { step: "open" | "finish" }
  | {
      step: "add";
      frames: Omit<BatchFrame, "body">[];
      bodyBytes: number[];
      bodies: ArrayBuffer;
      watched: string[];
    };
/** What it answers to `finish`; so does the block. */
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
  return isMainThread && import.meta.url.endsWith(".js") ? readInThread() : readHere();
}

function readHere(): BatchReader {
  return {
    open() {
      const batch = openBatch();
      let adding: Promise<void> = Promise.resolve();
      return {
        add(frames, watched) {
          adding = adding.then(() => batch.add(frames, watched));
          adding.catch(() => {}); // told by `finish`
        },
        async finish() {
          await adding;
          return batch.finish();
        },
      };
    },
    async close() {},
  };
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
  /** Why there is no answer any more. */
  death: Error | null;
}

function readInThread(): BatchReader {
  let thread: ReadingThread | null = null;
  const start = (): ReadingThread => {
    const resourceLimits = { maxYoungGenerationSizeMb: YOUNG_MB };
    const worker = new Worker(new URL("./read-thread.js", import.meta.url), { resourceLimits });
    const started: ReadingThread = { worker, asked: [], death: null };
    worker.on("message", ({ batch, block }: ReadAnswer) =>
      started.asked.shift()?.resolve({ ...batch, lines: { ...batch.lines, parts: [new Uint8Array(block)] } }),
    );
    // A thread that dies takes nothing along: its batch is still pending and is read again, by the next thread.
    const die = (error: Error) => {
      started.death ??= error;
      if (thread === started) thread = null;
      for (const { reject } of started.asked.splice(0)) reject(error);
    };
    worker.on("error", die);
    worker.on("exit", (code) => die(new Error(`the parsing thread ended with ${code}`)));
    worker.unref();
    return started;
  };
  return {
    open() {
      thread ??= start();
      const mine = thread;
      const tell = (request: ReadRequest, moved: ArrayBuffer[] = []) => mine.worker.postMessage(request, moved);
      tell({ step: "open" });
      return {
        add(frames, watched) {
          const request = toRequest(frames, watched);
          tell(request, [request.bodies]);
        },
        finish: () =>
          new Promise((resolve, reject) => {
            if (mine.death) {
              reject(mine.death);
              return;
            }
            mine.asked.push({ resolve, reject });
            tell({ step: "finish" });
          }),
      };
    },
    async close() {
      await thread?.worker.terminate();
    },
  };
}

function toRequest(frames: readonly BatchFrame[], watched: ReadonlySet<string>) {
  const bodyBytes = frames.map(({ body }) => body.length);
  const bodies = new Uint8Array(new ArrayBuffer(bodyBytes.reduce((sum, bytes) => sum + bytes, 0)));
  let at = 0;
  for (const { body } of frames) {
    bodies.set(body, at);
    at += body.length;
  }
  return {
    step: "add" as const,
    frames: frames.map(({ body: _, ...rest }) => rest),
    bodyBytes,
    bodies: bodies.buffer,
    watched: [...watched],
  };
}
