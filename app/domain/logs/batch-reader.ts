import { isMainThread, Worker } from "node:worker_threads";
import type { ExclusionSet } from "../../stores/postgres/exclusion-sets.ts";
import { type BatchFrame, type KnownOfFrames, openBatch, type ReadBatch } from "./read-batch.ts";

/** Reads one batch after the other for one consumer. */
export interface BatchReader {
  /** A new batch; one that was open before and not finished is forgotten. */
  open(): BatchInReading;
  close(): Promise<void>;
}

/** Frames are parsed as they are added, so that little is left to do at the end. */
export interface BatchInReading {
  /** The list may be changed afterwards, the bodies not until `finish`. */
  add(frames: readonly BatchFrame[], known: KnownOfFrames): void;
  /** Rejects with whatever went wrong since `open`. The block's bytes hold until the batch after the next is opened. */
  finish(): Promise<ReadBatch>;
}

/** What the thread is told; it answers to `finish` with a ReadBatch. The bodies lie in memory that both threads see. */
export type ReadRequest =
  | { step: "open" | "finish" }
  | {
      step: "add";
      frames: Omit<BatchFrame, "body">[];
      bodyBytes: number[];
      bodies: SharedArrayBuffer;
      watched: string[];
      exclusions: ExclusionSet[];
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
        add(frames, known) {
          const mine = [...frames];
          adding = adding.then(() => batch.add(mine, known));
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

/**
 * Bodies are copied into slabs that are used again: fresh memory for each read would be counted, and collected for, by V8. Frames
 * have 1 MiB at most (app/http/drain/frames.ts).
 */
const SLAB_BYTES = 4 * 1024 * 1024;
/** What a full batch needs. */
const FREE_SLABS_MAX = 8;

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
  let free: SharedArrayBuffer[] = [];
  const takeSlab = (frames: readonly BatchFrame[]): SharedArrayBuffer => {
    const bytes = frames.reduce((sum, { body }) => sum + body.length, 0);
    return (bytes <= SLAB_BYTES ? free.pop() : undefined) ?? new SharedArrayBuffer(Math.max(SLAB_BYTES, bytes));
  };
  const start = (): ReadingThread => {
    const resourceLimits = { maxYoungGenerationSizeMb: YOUNG_MB };
    const worker = new Worker(new URL("./read-thread.js", import.meta.url), { resourceLimits });
    const started: ReadingThread = { worker, asked: [], death: null };
    worker.on("message", (batch: ReadBatch) => started.asked.shift()?.resolve(batch));
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
      const tell = (request: ReadRequest) => mine.worker.postMessage(request);
      const used: SharedArrayBuffer[] = [];
      tell({ step: "open" });
      return {
        add(frames, { watched, exclusions }) {
          for (const some of slabsOf(frames)) {
            const bodies = takeSlab(some);
            used.push(bodies);
            tell({ ...layOut(some, bodies), watched: [...watched], exclusions: [...exclusions.values()] });
          }
        },
        async finish() {
          const batch = await new Promise<ReadBatch>((resolve, reject) => {
            if (mine.death) {
              reject(mine.death);
              return;
            }
            mine.asked.push({ resolve, reject });
            tell({ step: "finish" });
          });
          free = [...free, ...used].slice(0, FREE_SLABS_MAX); // every body has been read by now
          return batch;
        },
      };
    },
    async close() {
      await thread?.worker.terminate();
    },
  };
}

/** The frames in as few slabs as hold their bodies. */
function* slabsOf(frames: readonly BatchFrame[]): Generator<BatchFrame[], void, undefined> {
  let slab: BatchFrame[] = [];
  let bytes = 0;
  for (const frame of frames) {
    if (bytes + frame.body.length > SLAB_BYTES && slab.length > 0) {
      yield slab;
      slab = [];
      bytes = 0;
    }
    slab.push(frame);
    bytes += frame.body.length;
  }
  if (slab.length > 0) yield slab;
}

/**
 * One behind the other. By `fill`, which copies as C does: `set` moves a word, or a byte, at a time where threads share the memory (58 KB
 * in 44 µs instead of 4).
 */
function layOut(frames: readonly BatchFrame[], bodies: SharedArrayBuffer) {
  const bytes = Buffer.from(bodies);
  const bodyBytes: number[] = [];
  let at = 0;
  for (const { body } of frames) {
    bytes.fill(body, at, at + body.length);
    bodyBytes.push(body.length);
    at += body.length;
  }
  return { step: "add" as const, frames: frames.map(({ body: _, ...rest }) => rest), bodyBytes, bodies };
}
