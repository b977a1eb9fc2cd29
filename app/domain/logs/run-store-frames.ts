import { randomUUID } from "node:crypto";
import { hostname } from "node:os";
import { setTimeout as sleep } from "node:timers/promises";
import type { Services } from "../../context.ts";
import {
  type FrameConsumer,
  type FrameTicket,
  mayHaveMore,
  type SpooledFrame,
} from "../../stores/redis/frame-stream.ts";
import { createBatchReader } from "./batch-reader.ts";
import { exclusionsOf } from "./known-exclusions.ts";
import { respoolFrames } from "./respool-frames.ts";
import { type StorableBatch, storeBatch, storeReadBatch, watchedResources } from "./store-frames.ts";

/** Runs until stopped; `stop` finishes the batch in flight. */
export interface StoreFramesLoop {
  stop(): Promise<void>;
}

/** A batch is stored after this long even when small: what "visible in tail within a second" leaves for waiting. */
const BATCH_WAIT_MS = 250;
/**
 * Entries a shard and read; an entry is about 128 KB at most, so this bounds a read, the next two bound the batch. Of 32
 * the memory is 70 MB more, and nothing faster.
 */
const READ_COUNT = 16;
/**
 * 120,000 lines of the usual 200 bytes. An insert costs by the part as well as by the row: with the merges behind it 3.7
 * CPU-seconds per million rows in batches of 40,000, 3.3 of 80,000; of 150,000 3.0. Of 16 MB the parser waits for the insert
 * now and then (a twentieth of the rate); 32 MB are no faster than 24.
 */
const BATCH_BYTES_MAX = 24 * 1024 * 1024;
const BATCH_FRAMES_MAX = 8_192;
const IDLE_BLOCK_MS = 1_000;
/**
 * Each read is a write to Redis' log, and an fsync: small frames would be read, and synced, one by one. Between two reads
 * they gather instead; a batch waits this long anyway.
 */
const GATHER_MS = 40;
/** More than gathers in that time at a good rate (25 MB/s). */
const BACKLOG_BYTES = 1024 * 1024;
/** The shortest there is; 0 would wait for ever. */
const READ_BLOCK_MS = 1;
/** How often we look for what dead consumers left; it is taken over within this plus the heartbeat's 15 s. */
const CLAIM_INTERVAL_MS = 10_000;
const HEARTBEAT_INTERVAL_MS = 5_000;
const RETRY_MS_MIN = 100;
const RETRY_MS_MAX = 10_000;

/**
 * The consumer loop. One batch is being stored while the next is read and parsed:
 *
 *   CLAIM (at start, every 10 s, after trouble) -> a batch somebody left behind, or none; STORE it
 *   COLLECT (read and parse, until full; or old enough, and the batch before is stored) -> SEAL -> STORE
 *   STORE: until it succeeds. What failed is read back first: an heir may have stored it meanwhile.
 *
 * What was parsed ahead counts only if sealing finds the same entries; otherwise they are parsed again. Parsing has a
 * thread of its own where Node can start one (batch-reader.ts).
 *
 * @param name the consumer's own. A process that is alone with its stores gives a fixed one and finds what it left at
 *   once; others must not share names, so theirs is new at each start and an heir takes over.
 */
export async function runStoreFrames(services: Services, name = uniqueName()): Promise<StoreFramesLoop> {
  const { stores, log } = services;
  const consumer = await stores.frames.openConsumer(name);
  let isStopping = false;
  let wake: () => void = () => {};
  const beat = () => consumer.heartbeat().catch((error: unknown) => log.warn({ err: error }, "heartbeat missed"));
  const heartbeat = setInterval(beat, HEARTBEAT_INTERVAL_MS).unref();

  // The overflow's own job lives in Redis and may take a minute to find itself again after Redis was killed; its frames
  // should not wait for that. Both may run at once: a frame is locked by one and known to the spool by its key.
  let respooling: Promise<unknown> = Promise.resolve();
  let isRespooling = false;
  const respool = () => {
    if (isRespooling) return;
    isRespooling = true;
    respooling = respoolFrames(services, () => isStopping)
      .catch((error: unknown) => log.warn({ err: error }, "overflow not moved"))
      .finally(() => {
        isRespooling = false;
      });
  };

  let hasTrouble = false;
  const rest = (ms: number) =>
    new Promise<void>((resolve) => {
      wake = resolve;
      setTimeout(resolve, ms).unref();
    });

  /** Resolves when the batch is stored, or when we are stopping and it must be left to an heir. */
  const untilStored = async (first: () => Promise<void>): Promise<void> => {
    let attempt = first;
    for (let retryMs = RETRY_MS_MIN; ; retryMs = Math.min(retryMs * 2, RETRY_MS_MAX)) {
      try {
        await attempt();
        return;
      } catch (error) {
        hasTrouble = true;
        if (isStopping) return;
        log.error({ err: error, retryMs }, "batch not stored, trying again");
        await rest(retryMs);
        attempt = replayPending;
      }
    }
  };
  const replayPending = async () => storeBatch(services, consumer, await consumer.readPending(), { isReplay: true });

  const reader = createBatchReader();
  let isStoring = false;
  const collectAndRead = async (): Promise<AheadBatch | null> => {
    const batch = reader.open();
    const frames: FrameTicket[] = [];
    const told = new Set<FrameTicket>();
    for await (const some of collect(consumer, { isStopping: () => isStopping, isStoring: () => isStoring })) {
      const [watched, exclusions] = await Promise.all([watchedResources(services, some), exclusionsOf(services, some)]);
      batch.add(some, { watched, exclusions });
      // Emptied, for who holds the read holds its bodies: two batches of them are 48 MB, and the next read is waited for.
      for (const { body: _copied, ...ticket } of some.splice(0)) {
        frames.push(ticket);
        if (watched.has(ticket.resourceId)) told.add(ticket);
      }
    }
    return frames.length === 0 ? null : { frames, read: { ...(await batch.finish()), told } };
  };
  const storeSealed = async ({ frames, read }: AheadBatch, sealed: readonly FrameTicket[]): Promise<void> => {
    if (isSameBatch(sealed, frames)) await storeReadBatch(services, consumer, frames, read);
    else await storeBatch(services, consumer, await consumer.readPending());
  };

  const loop = async () => {
    await beat();
    let storing: Promise<void> = Promise.resolve();
    let claimedAtMs = Number.NEGATIVE_INFINITY;
    while (!isStopping) {
      // After trouble something may be pending for us that nobody told us of; after one dead consumer, another.
      if (hasTrouble || performance.now() - claimedAtMs >= CLAIM_INTERVAL_MS) {
        await storing;
        hasTrouble = false;
        respool();
        await untilStored(async () => {
          const claimed = await consumer.claimDead();
          if (claimed > 0) await replayPending();
          else claimedAtMs = performance.now();
        });
        continue;
      }
      const ahead = await collectAndRead().catch(async (error: unknown) => {
        hasTrouble = true;
        log.error({ err: error }, "frames not read, trying again");
        await rest(RETRY_MS_MIN);
        return null;
      });
      await storing;
      if (ahead === null) continue;
      // Before the next read: what that brings would be sealed with this batch, and both were parsed for nothing.
      const sealing = consumer.seal(ahead.frames);
      await sealing.catch(() => {}); // told where it is stored
      isStoring = true;
      storing = untilStored(async () => storeSealed(ahead, await sealing)).finally(() => {
        isStoring = false;
      });
    }
    await storing;
  };
  const running = loop();
  return {
    async stop() {
      isStopping = true;
      wake();
      clearInterval(heartbeat);
      await consumer.stopWaiting();
      await running;
      await respooling;
      await reader.close();
      await consumer.close();
    },
  };
}

/** Read, not yet sealed. */
interface AheadBatch {
  frames: FrameTicket[];
  read: StorableBatch;
}

function isSameBatch(sealed: readonly FrameTicket[], read: readonly FrameTicket[]): boolean {
  const known = new Set(read);
  return sealed.length === read.length && sealed.every((frame) => known.has(frame));
}

function uniqueName(): string {
  return `${hostname()}-${process.pid}-${randomUUID()}`;
}

/**
 * What belongs into the next batch, read by read; whoever takes a read may empty it. While the batch before is being
 * stored nothing is lost by reading on, and a larger batch costs less a line: under load batches grow by themselves, and
 * idle they stay young.
 */
async function* collect(
  consumer: FrameConsumer,
  { isStopping, isStoring }: Record<"isStopping" | "isStoring", () => boolean>,
): AsyncGenerator<SpooledFrame[], void, undefined> {
  let read = await consumer.readNew(READ_COUNT, IDLE_BLOCK_MS);
  const startedAtMs = performance.now();
  let [count, bytes] = [0, 0];
  if (read.length === 0) return;
  for (;;) {
    const readBytes = read.reduce((sum, frame) => sum + frame.bytes, 0);
    const hasMore = mayHaveMore(read, READ_COUNT);
    count += read.length;
    bytes += readBytes;
    if (read.length > 0) yield read;
    if (isStopping() || count >= BATCH_FRAMES_MAX || bytes >= BATCH_BYTES_MAX) return;
    if (performance.now() - startedAtMs >= BATCH_WAIT_MS && !isStoring()) return;
    // However small its frames: a loud resource's all wait in one stream.
    if (readBytes < BACKLOG_BYTES && !hasMore) await sleep(GATHER_MS);
    read = await consumer.readNew(READ_COUNT, READ_BLOCK_MS);
  }
}
