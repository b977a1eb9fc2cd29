import { hostname } from "node:os";
import type { Services } from "../../context.ts";
import type { FrameConsumer, SpoolEntry } from "../../stores/redis/frame-stream.ts";
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
/** How often we look for consumers that died; their frames are taken over within this plus the heartbeat's 20 s. */
const CLAIM_INTERVAL_MS = 10_000;
const HEARTBEAT_INTERVAL_MS = 5_000;
const RETRY_MS_MAX = 10_000;

/**
 * The consumer loop: replay what our name left behind, then new batches for ever. One batch in flight, so that what is
 * pending after a crash is exactly that batch.
 *
 * @param name the consumer's own. A process that is alone with its stores gives a fixed one and finds its batch at
 *   once; others must not share names, so theirs is new at each start and an heir takes over.
 */
export async function runStoreFrames(services: Services, name = uniqueName()): Promise<StoreFramesLoop> {
  const { stores, log } = services;
  const consumer = await stores.frames.openConsumer(name);
  let isStopping = false;
  let wake: () => void = () => {};
  const beat = () => consumer.heartbeat().catch((error: unknown) => log.warn({ err: error }, "heartbeat missed"));
  const heartbeat = setInterval(beat, HEARTBEAT_INTERVAL_MS).unref();

  const untilStored = async (read: () => Promise<SpoolEntry[]>): Promise<void> => {
    let retryMs = 100;
    let failed = false;
    while (!isStopping || failed) {
      try {
        // After a failure the batch is pending for us: read back whole, it is the same batch with the same token.
        await storeBatch(services, consumer, failed ? await consumer.readPending() : await read());
        return;
      } catch (error) {
        if (isStopping) return; // stays pending; an heir stores it
        failed = true;
        log.error({ err: error, retryMs }, "batch not stored, trying again");
        await new Promise<void>((resolve) => {
          wake = resolve;
          setTimeout(resolve, retryMs).unref();
        });
        retryMs = Math.min(retryMs * 2, RETRY_MS_MAX);
      }
    }
  };

  const loop = async () => {
    await beat();
    await untilStored(() => consumer.readPending());
    let claimedAtMs = 0;
    while (!isStopping) {
      if (Date.now() - claimedAtMs >= CLAIM_INTERVAL_MS) {
        let claimed = 0;
        await untilStored(async () => {
          claimed = await consumer.claimDead();
          return claimed > 0 ? consumer.readPending() : [];
        });
        if (claimed > 0) continue; // there may be another dead one
        claimedAtMs = Date.now();
      }
      if (!isStopping) await untilStored(() => collectBatch(consumer, () => isStopping));
    }
  };
  const running = loop();
  return {
    async stop() {
      isStopping = true;
      wake();
      clearInterval(heartbeat);
      await running;
      await consumer.close();
    },
  };
}

function uniqueName(): string {
  return `${hostname()}-${process.pid}-${Date.now().toString(36)}`;
}

/** Reads until the batch is big enough or old enough. Everything read is pending for us before anything is stored. */
async function collectBatch(consumer: FrameConsumer, isStopping: () => boolean): Promise<SpoolEntry[]> {
  const entries = await consumer.readNew(READ_COUNT, IDLE_BLOCK_MS);
  const startedAtMs = Date.now();
  let bytes = entries.reduce((sum, entry) => sum + entry.body.length, 0);
  while (entries.length > 0 && entries.length < BATCH_ENTRIES_MAX && bytes < BATCH_BYTES_MAX && !isStopping()) {
    const leftMs = startedAtMs + BATCH_WAIT_MS - Date.now();
    if (leftMs <= 0) break;
    const more = await consumer.readNew(READ_COUNT, leftMs);
    for (const entry of more) bytes += entry.body.length;
    entries.push(...more);
  }
  return entries;
}
