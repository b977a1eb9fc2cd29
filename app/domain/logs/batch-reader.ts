import { isMainThread, Worker } from "node:worker_threads";
import type { FrameTicket, ReaderAddress, SpooledFrame } from "../../stores/redis/frame-stream.ts";
import { type OpenBatch, openBatch, type ReadBatch } from "./read-batch.ts";

/** Reads one batch after the other for one consumer. */
export interface BatchReader {
  /** A new batch; one that was open before and not finished is forgotten. */
  open(): BatchInReading;
  close(): Promise<void>;
}

/** Frames are parsed while more are read, so that little is left to do at the end. */
export interface BatchInReading {
  /** New frames off the spool into this batch, at most `count` entries a stream; waits up to `blockMs` for the first. One call at a time. */
  read(count: number, blockMs: number): Promise<FrameTicket[]>;
  /** Rejects with whatever went wrong in parsing. The block's bytes hold until the batch after the next is opened. */
  finish(): Promise<ReadBatch>;
}

/** Where frames come from, and which of their resources are tailed. */
export interface FrameSource {
  readNew(count: number, blockMs: number): Promise<SpooledFrame[]>;
  watched(frames: readonly FrameTicket[]): Promise<ReadonlySet<string>>;
}

/** What the thread is told, and what it answers; `open` has no answer. */
export type ReadRequest = { step: "open" | "finish" } | { step: "read"; count: number; blockMs: number };
export type ReadAnswer = { frames: FrameTicket[] } | { batch: ReadBatch } | { error: Error };

/**
 * A thread of its own for reading and parsing, where Node can start one: it leaves the door's thread to the door, and what
 * comes off the spool is garbage in a heap of 10 MB instead of one of 60. From TypeScript as it is (tests) Node starts no
 * thread, and batches are read on the caller's, by the same code.
 *
 * @param address for a thread, which has connections of its own
 */
export function createBatchReader(source: FrameSource, address: ReaderAddress): BatchReader {
  return isMainThread && import.meta.url.endsWith(".js") ? readInThread(address) : readHere(source);
}

function readHere(source: FrameSource): BatchReader {
  return { open: () => readInto(openBatch(), source), async close() {} };
}

/** @returns also `settled`: parsing what was read so far has ended, however */
export function readInto(batch: OpenBatch, source: FrameSource): BatchInReading & { settled(): Promise<void> } {
  let parsing: Promise<void> = Promise.resolve();
  const settled = () => parsing.catch(() => {}); // told by `finish`
  return {
    settled,
    async read(count, blockMs) {
      const frames = await source.readNew(count, blockMs);
      parsing = Promise.all([source.watched(frames), parsing]).then(([watched]) => batch.add(frames, watched));
      void settled();
      return frames.map(({ body: _parsed, ...ticket }) => ticket); // two batches of bodies are 32 MB
    },
    async finish() {
      await parsing;
      return batch.finish();
    },
  };
}

/** Lines are short-lived: a small young generation stays in the processor's cache and is swept in a millisecond. */
const YOUNG_MB = 8;

interface Asked {
  resolve: (answer: ReadAnswer) => void;
  reject: (error: Error) => void;
}

/** A thread answers in the order in which it was asked. */
interface ReadingThread {
  worker: Worker;
  asked: Asked[];
  /** Why there is no answer any more. */
  death: Error | null;
}

function readInThread(address: ReaderAddress): BatchReader {
  let thread: ReadingThread | null = null;
  const start = (): ReadingThread => {
    const worker = new Worker(new URL("./read-thread.js", import.meta.url), {
      resourceLimits: { maxYoungGenerationSizeMb: YOUNG_MB },
      workerData: address,
    });
    const started: ReadingThread = { worker, asked: [], death: null };
    worker.on("message", (answer: ReadAnswer) => started.asked.shift()?.resolve(answer));
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
  const ask = async <Kind extends "frames" | "batch">(mine: ReadingThread, request: ReadRequest, kind: Kind) => {
    const answer = await new Promise<ReadAnswer>((resolve, reject) => {
      if (mine.death) return reject(mine.death);
      mine.asked.push({ resolve, reject });
      mine.worker.postMessage(request);
    });
    if ("error" in answer) throw answer.error;
    return (answer as Extract<ReadAnswer, Record<Kind, unknown>>)[kind];
  };
  return {
    open() {
      thread ??= start();
      const mine = thread;
      mine.worker.postMessage({ step: "open" } satisfies ReadRequest);
      return {
        read: (count, blockMs) => ask(mine, { step: "read", count, blockMs }, "frames"),
        finish: () => ask(mine, { step: "finish" }, "batch"),
      };
    },
    async close() {
      await thread?.worker.terminate();
    },
  };
}
