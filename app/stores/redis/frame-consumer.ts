import { randomUUID } from "node:crypto";
import type { Redis } from "ioredis";
import { answerOf, type RedisConnections } from "./connection.ts";
import { ENTRY_FRAMES_MAX, type FrameTicket, readEntryFrames, type SpooledFrame } from "./spool-frame.ts";
import {
  apiLinesKey,
  bytesKey,
  FRAME_OVERHEAD_BYTES,
  frameName,
  GROUP,
  STREAM_NUMBERS,
  streamKey,
  waitingKey,
} from "./spool-names.ts";

/** The reading side of the spool; what its steps mean for a frame is at the head of frame-stream.ts. */
export interface FrameConsumer {
  name: string;
  /** The frames of new entries, at most `count` entries per stream; waits up to `blockMs` for the first. Seal them before storing them. */
  readNew(count: number, blockMs: number): Promise<SpooledFrame[]>;
  /**
   * Makes one batch of all that is pending for this reader.
   *
   * @param read what `readNew` gave since the last seal, to save reading it again; an heir may have taken some of it
   *   meanwhile, and an answer that got lost may have left more: what comes back is the batch
   */
  seal<Frame extends FrameTicket>(read: readonly Frame[]): Promise<(Frame | SpooledFrame)[]>;
  /**
   * Seals everything of one name that a consumer without heartbeat, or an earlier life of this one, left behind.
   * Ask between batches only, and store it (`readPending`) before asking again.
   *
   * @returns how many entries; 0 when there is none
   */
  claimDead(): Promise<number>;
  /** The sealed batch, read back; empty when it is acknowledged, or an heir's by now. */
  readPending(): Promise<SpooledFrame[]>;
  heartbeat(): Promise<void>;
  /**
   * @param frames of whole entries
   * @param apiLines put with those that wait, in the same step (api-lines.ts)
   */
  acknowledge(frames: readonly FrameTicket[], apiLines?: string): Promise<void>;
  /** A read that waits for its first frame ends without any. */
  stopWaiting(): Promise<void>;
  /** Stops a waiting read and gives up the heartbeat, so that an heir need not wait for it. */
  close(): Promise<void>;
}

/** A consumer beats every batch and at least every 5 s; three missed beats and it counts as dead. */
const HEARTBEAT_TTL_SECONDS = 15;
/**
 * How long a frame is remembered after it was stored. Logplex retries within seconds; the public advice is at least 15
 * minutes, and a copy of it that waits in Postgres is looked for three times in them (sweep-overflow).
 */
const STORED_KEY_TTL_SECONDS = 15 * 60;
const heartbeatKey = (consumer: string) => `spool:heartbeat:${consumer}`;
/** A batch is pending for a name of its own under its consumer's, and lives by its consumer's heartbeat. */
const newBatchName = (consumer: string) => `${consumer}/${randomUUID()}`;
const consumerOf = (name: string) => name.split("/")[0] ?? name;

/** @param shards the numbers of every stream, in the order their keys are passed */
export function openConsumer(redis: RedisConnections, shards: number[], name: string): FrameConsumer {
  const { commands } = redis;
  const readerName = `spool-reader:${name}`;
  const reader = redis.blocking(readerName);
  const streams = shards.map(streamKey);
  /** The sealed batch in flight, named before the seal is asked for: its answer may get lost. */
  let batch: string | null = null;

  const read = async (consumer: string, id: ">" | "0", count: number, blockMs: number | null) => {
    const args = ["GROUP", GROUP, consumer, "COUNT", count] as const;
    const ids = streams.map(() => id);
    const waiting = blockMs === null ? [] : ["BLOCK", blockMs];
    const reply = (await withGroups(() =>
      answerOf(reader, reader.callBuffer("XREADGROUP", ...args, ...waiting, "STREAMS", ...streams, ...ids)),
    )) as RawReply;
    return (reply ?? []).flatMap(([stream, entries]) => {
      const shard = shards[streams.indexOf(stream.toString())] as number;
      return entries.flatMap(([entryId, fields]) => (fields ? toFrames(shard, entryId.toString(), fields) : []));
    });
  };
  const seal = async (from: string, isProtected: boolean): Promise<string[]> => {
    batch = newBatchName(name);
    const keys = [heartbeatKey(consumerOf(from)), ...streams];
    const args = [GROUP, from, batch, isProtected ? 1 : 0];
    return withGroups(() => commands.spoolSeal(keys.length, ...keys, ...args));
  };
  const entryName = ({ shard, id }: FrameTicket) => `${shards.indexOf(shard)}:${id}`;
  const readPending = async () => (batch === null ? [] : read(batch, "0", 100_000, null));
  /** A Redis that came back empty (a failover to a bare replica) knows no group: the next try finds one. */
  const withGroups = async <T>(ask: () => Promise<T>): Promise<T> => {
    try {
      return await ask();
    } catch (error) {
      if (error instanceof Error && /NOGROUP|no such key/i.test(error.message)) await createGroups(commands, streams);
      throw error;
    }
  };

  return {
    name,
    readNew: (count, blockMs) => read(name, ">", count, blockMs),
    async seal(readBefore) {
      const known = new Map(entriesOf(readBefore).map((frames) => [entryName(frames[0]), frames]));
      const entries = (await seal(name, false)).map((id) => known.get(id));
      return entries.every((frames) => frames !== undefined) ? entries.flat() : readPending();
    },
    async claimDead() {
      for (const other of await withGroups(() => consumerNames(commands, streams))) {
        const moved = await seal(other, consumerOf(other) !== name);
        if (moved.length > 0) return moved.length;
      }
      return 0;
    },
    readPending,
    async heartbeat() {
      await commands.set(heartbeatKey(name), "1", "EX", HEARTBEAT_TTL_SECONDS);
    },
    async acknowledge(frames, apiLines = "") {
      if (frames.length === 0) return;
      const names = frames.map(({ drainId, frameKey }) => frameName(drainId, frameKey).key);
      const keys = [bytesKey, waitingKey, apiLinesKey, ...streams, ...names];
      const args = entriesOf(frames).flatMap((entry) => {
        const counts = countByResource(entry);
        const bytes = entry.reduce((sum, frame) => sum + frame.bytes + FRAME_OVERHEAD_BYTES, 0);
        return [shards.indexOf(entry[0].shard) + 4, entry[0].id, bytes, counts.size, ...[...counts].flat()];
      });
      const limits = [streams.length, STORED_KEY_TTL_SECONDS];
      await commands.spoolAcknowledge(keys.length, ...keys, GROUP, batch ?? "", apiLines, ...limits, ...args);
      batch = null;
    },
    async stopWaiting() {
      try {
        const clients = String(await commands.client("LIST")).split("\n");
        const id = clients.find((client) => client.includes(` name=${readerName} `))?.match(/^id=(\d+)/)?.[1];
        if (id !== undefined) await commands.client("UNBLOCK", id);
      } catch {
        // Redis is away, or keeps such commands for others: the read ends by itself.
      }
    },
    async close() {
      reader.disconnect();
      await commands.del(heartbeatKey(name)).catch(() => {}); // Redis may be gone already; the key expires by itself
    },
  };
}

type RawReply = [Buffer, [Buffer, Buffer[] | null][]][] | null;

function toFrames(shard: number, id: string, fields: Buffer[]): SpooledFrame[] {
  const [ms, seq] = id.split("-").map(Number) as [number, number];
  return readEntryFrames(fields).map((frame, i) => ({
    ...frame,
    bytes: frame.body.length,
    shard,
    id,
    receivedAtMs: ms,
    frameSeq: (seq * STREAM_NUMBERS + shard) * ENTRY_FRAMES_MAX + i,
  }));
}

/** The frames of each entry, which stand one after the other. */
function entriesOf<Frame extends FrameTicket>(frames: readonly Frame[]): [Frame, ...Frame[]][] {
  const entries: [Frame, ...Frame[]][] = [];
  for (const frame of frames) {
    const last = entries.at(-1);
    if (last && last[0].id === frame.id && last[0].shard === frame.shard) last.push(frame);
    else entries.push([frame]);
  }
  return entries;
}

function countByResource(frames: readonly FrameTicket[]): Map<string, number> {
  const counts = new Map<string, number>();
  for (const { resourceId } of frames) counts.set(resourceId, (counts.get(resourceId) ?? 0) + 1);
  return counts;
}

async function consumerNames(commands: Redis, streams: string[]): Promise<Set<string>> {
  const names = new Set<string>();
  for (const stream of streams) {
    const consumers = (await commands.xinfo("CONSUMERS", stream, GROUP)) as unknown[][];
    for (const consumer of consumers) names.add(String(consumer[consumer.indexOf("name") + 1]));
  }
  return names;
}

export async function createGroups(commands: Redis, streams: string[]): Promise<void> {
  for (const stream of streams)
    await commands.xgroup("CREATE", stream, GROUP, "0", "MKSTREAM").catch((error: Error) => {
      if (!error.message.startsWith("BUSYGROUP")) throw error;
    });
}
