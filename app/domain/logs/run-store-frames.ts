import { randomUUID } from "node:crypto";
import { hostname } from "node:os";
import type { Services } from "../../context.ts";
import type { FrameConsumer, SpoolEntry } from "../../stores/redis/frame-stream.ts";
import { respoolFrames } from "./respool-frames.ts";
import { storeBatch } from "./store-frames.ts";

/** Runs until stopped; `stop` finishes the batch in flight. */
export interface StoreFramesLoop {
  stop(): Promise<void>;
}

/** A batch is stored after this long even when small: what "visible in tail within a second" leaves for waiting. */
const BATCH_WAIT_MS = 250;
/** Frames a shard and read; a frame is up to 102 KB, so this bounds a read, the next two bound the batch. */
const READ_COUNT = 64;
const BATCH_BYTES_MAX = 16 * 1024 * 1024;
const BATCH_ENTRIES_MAX = 4_096;
const IDLE_BLOCK_MS = 1_000;
/** How often we look for what dead consumers left; it is taken over within this plus the heartbeat's 20 s. */
const CLAIM_INTERVAL_MS = 10_000;
const HEARTBEAT_INTERVAL_MS = 5_000;
const RETRY_MS_MAX = 10_000;

/**
 * The consumer loop, one batch in flight:
 *
 *   CLAIM (at start, every 10 s, after trouble) -> a batch somebody left behind, or none
 *   COLLECT (read until big or old enough) -> SEAL -> a batch of our own
 *   STORE: until it succeeds. What failed is read back first: an heir may have stored it meanwhile.
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

  /** @returns whether there was trouble on the way */
  const untilStored = async (next: () => Promise<Batch>): Promise<boolean> => {
    let retryMs = 100;
    let hasFailed = false;
    while (!isStopping || hasFailed) {
      try {
        const batch = hasFailed ? { entries: await consumer.readPending(), isReplay: true } : await next();
        await storeBatch(services, consumer, batch.entries, { isReplay: batch.isReplay });
        return hasFailed;
      } catch (error) {
        if (isStopping) return true; // stays pending; an heir stores it
        hasFailed = true;
        log.error({ err: error, retryMs }, "batch not stored, trying again");
        await new Promise<void>((resolve) => {
          wake = resolve;
          setTimeout(resolve, retryMs).unref();
        });
        retryMs = Math.min(retryMs * 2, RETRY_MS_MAX);
      }
    }
    return hasFailed;
  };

  const loop = async () => {
    await beat();
    let claimedAtMs = Number.NEGATIVE_INFINITY;
    while (!isStopping) {
      let claimed = 0;
      const isClaiming = performance.now() - claimedAtMs >= CLAIM_INTERVAL_MS;
      const hadTrouble = await untilStored(async () => {
        if (!isClaiming) return { entries: await collectBatch(consumer, () => isStopping), isReplay: false };
        respool();
        claimed = await consumer.claimDead();
        return { entries: claimed > 0 ? await consumer.readPending() : [], isReplay: true };
      });
      // After trouble something may be pending for us that nobody told us of; after one dead consumer, another.
      if (hadTrouble) claimedAtMs = Number.NEGATIVE_INFINITY;
      else if (isClaiming && claimed === 0) claimedAtMs = performance.now();
    }
  };
  const running = loop();
  return {
    async stop() {
      isStopping = true;
      wake();
      clearInterval(heartbeat);
      await running;
      await respooling;
      await consumer.close();
    },
  };
}

interface Batch {
  entries: SpoolEntry[];
  /** Whether it may have been stored before, by us or by whoever left it. */
  isReplay: boolean;
}

function uniqueName(): string {
  return `${hostname()}-${process.pid}-${randomUUID()}`;
}

/** Reads until the batch is big enough or old enough, then fixes what it is: only a sealed batch may be stored. */
async function collectBatch(consumer: FrameConsumer, isStopping: () => boolean): Promise<SpoolEntry[]> {
  const entries = await consumer.readNew(READ_COUNT, IDLE_BLOCK_MS);
  if (entries.length === 0) return [];
  const startedAtMs = performance.now();
  let bytes = entries.reduce((sum, entry) => sum + entry.body.length, 0);
  while (entries.length < BATCH_ENTRIES_MAX && bytes < BATCH_BYTES_MAX && !isStopping()) {
    const leftMs = Math.ceil(startedAtMs + BATCH_WAIT_MS - performance.now());
    if (leftMs <= 0) break;
    const more = await consumer.readNew(READ_COUNT, leftMs);
    for (const entry of more) bytes += entry.body.length;
    entries.push(...more);
  }
  return consumer.seal(entries);
}
