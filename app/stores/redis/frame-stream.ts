import { randomUUID } from "node:crypto";
import type { Redis } from "ioredis";
import type { RedisConnections } from "./connection.ts";
import { type AcceptOutcome, defineScripts } from "./spool-scripts.ts";

/*
 * The spool: accepted frames wait here, in `shards` streams and one loud lane with one consumer group, until a worker
 * has stored them.
 *
 * A frame's life:
 *
 *   (absent) --accept--> WAITING --readNew--> READ(consumer) --seal--> SEALED(batch) --acknowledge--> (absent)
 *
 *   a consumer that dies:  READ(dead)   --claimDead--> SEALED(new batch)
 *                          SEALED(dead) --claimDead--> SEALED(new batch of the same entries)
 *
 * - accept is one atomic step: remember the frame key, append, count its bytes. A retried frame finds its key and
 *   changes nothing.
 * - seal fixes what a batch is, in one step: all that is pending for the reader's name becomes pending for a name made
 *   for this batch alone. Nobody ever reads new entries under that name, so from here on the batch keeps its members,
 *   and its token, through every crash, retry and heir. Only sealed entries are stored.
 * - What was read and not sealed has never been stored: whoever seals it may cut it as it comes. So a consumer that
 *   slept while an heir took its entries finds out when it seals, and an answer that was lost on the way, or that
 *   Redis gave late to a connection we had given up, is simply sealed with the rest.
 * - claimDead moves all entries of one name of a consumer without a heartbeat, and of one only: joined with another's
 *   they would be a batch nobody has seen, whose lines would be stored again. What our own name left behind (an earlier
 *   life, a lost answer) is claimed without waiting.
 * - acknowledge removes a whole batch over all streams in one step: never half a batch. A sleeper and its heir may both
 *   acknowledge; the second finds nothing.
 *
 * Fairness: a resource may have WAITING_FRAMES_SHARED frames in the shards; what it sends beyond waits in the loud
 * lane. A read takes the same count from each stream, so however much one resource has waiting, another's frame has at
 * most the shares of the others before it. Loud resources wait for each other.
 *
 * All keys of one call must live on one Redis node: a Redis Cluster is not supported.
 */

export interface SpoolFrame {
  drainId: string;
  resourceId: string;
  /** Logplex's frame id, or a content hash for senders without one; unique per drain. */
  frameKey: string;
  msgCount: number | null;
  isOverQuota: boolean;
  retentionDays: number;
  /** Whether STRUCTURED-DATA follows MSGID; only the door knows the sender, and a replay must parse alike. */
  hasStructuredData?: boolean;
  /** Lines the sender's own headers say it lost before this frame. */
  declaredDropped?: number;
  body: Buffer;
}

export interface SpoolEntry extends Required<SpoolFrame> {
  shard: number;
  /** Redis stream id `<ms>-<seq>`; the ms is when the frame was durably accepted. */
  id: string;
  receivedAtMs: number;
  /** Unique among frames accepted in the same millisecond, over all shards. */
  frameSeq: number;
}

export type { AcceptOutcome };

const GROUP = "store-frames";
/**
 * How long a frame key is remembered. Logplex retries within seconds; the public advice is at least 15 minutes, and a
 * spilled frame that re-enters must still meet the key of its retry.
 */
const FRAME_KEY_TTL_SECONDS = 15 * 60;
/**
 * How long a content hash stands in for a frame id. The same bytes again may be a resend or a sender that truly says the
 * same thing twice (lines without a time of their own). Three tries of five seconds each are over well within a minute;
 * what is said less often than once a minute is kept.
 */
const CONTENT_KEY_TTL_SECONDS = 60;
const CONTENT_KEY_PREFIX = "body:";
/** A consumer beats every batch and at least every 5 s; four missed beats and it counts as dead. */
export const HEARTBEAT_TTL_SECONDS = 20;
const SHARDS_MAX = 64;
const LOUD_LANE = SHARDS_MAX;
/** Above every stream's number, so that a frame's sequence names its stream as well. */
const STREAM_NUMBERS = 128;
/**
 * What one resource may have waiting before its further frames go to the loud lane. Logplex sends an app's lines about
 * once a second and a batch takes well under one, so 64 is a minute of an ordinary app and a blink of a flooding one.
 */
const WAITING_FRAMES_SHARED = 64;

export interface FrameStream {
  /** Appends the frame once; throws when Redis is away. */
  accept(frame: SpoolFrame): Promise<AcceptOutcome>;
  /** Entries and bytes waiting or pending, and the age of the oldest: the spool's gauges. */
  depth(): Promise<{ entries: number; bytes: number; oldestMs: number | null }>;
  /** Opens the reading side for one consumer name. */
  openConsumer(consumer: string): Promise<FrameConsumer>;
}

export interface FrameConsumer {
  name: string;
  /** New entries, at most `count` per stream; waits up to `blockMs` for the first. Seal them before storing them. */
  readNew(count: number, blockMs: number): Promise<SpoolEntry[]>;
  /**
   * Makes one batch of all that is pending for this reader.
   *
   * @param read what `readNew` gave since the last seal, to save reading it again; an heir may have taken some of it
   *   meanwhile, and an answer that got lost may have left more: what comes back is the batch
   */
  seal(read: readonly SpoolEntry[]): Promise<SpoolEntry[]>;
  /**
   * Seals everything of one name that a consumer without heartbeat, or an earlier life of this one, left behind.
   * Ask between batches only, and store it (`readPending`) before asking again.
   *
   * @returns how many entries; 0 when there is none
   */
  claimDead(): Promise<number>;
  /** The sealed batch, read back; empty when it is acknowledged, or an heir's by now. */
  readPending(): Promise<SpoolEntry[]>;
  heartbeat(): Promise<void>;
  acknowledge(entries: readonly SpoolEntry[]): Promise<void>;
  /** Stops a waiting read and gives up the heartbeat, so that an heir need not wait for it. */
  close(): Promise<void>;
}

/** The frame key of a body whose sender gave it no id; no sender's own id begins like it. */
export function contentKey(bodyHash: string): string {
  return `${CONTENT_KEY_PREFIX}${bodyHash}`;
}

const streamKey = (shard: number) => (shard === LOUD_LANE ? "spool:loud" : `spool:${shard}`);
const bytesKey = "spool:bytes";
const waitingKey = "spool:waiting";
const heartbeatKey = (consumer: string) => `spool:heartbeat:${consumer}`;
/** A batch is pending for a name of its own under its consumer's, and lives by its consumer's heartbeat. */
const newBatchName = (consumer: string) => `${consumer}/${randomUUID()}`;
const consumerOf = (name: string) => name.split("/")[0] ?? name;

export function openFrameStream(redis: RedisConnections, options: { shards: number; bytesMax: number }): FrameStream {
  if (options.shards > SHARDS_MAX) throw new Error(`at most ${SHARDS_MAX} spool shards`);
  const shards = [...Array.from({ length: options.shards }, (_, shard) => shard), LOUD_LANE];
  const { commands } = redis;
  defineScripts(commands);
  let next = 0;
  return {
    accept(frame) {
      next = (next + 1) % options.shards;
      return commands.spoolAccept(
        `frame:${frame.drainId}:${frame.frameKey}`,
        streamKey(next),
        bytesKey,
        streamKey(LOUD_LANE),
        waitingKey,
        frame.frameKey.startsWith(CONTENT_KEY_PREFIX) ? CONTENT_KEY_TTL_SECONDS : FRAME_KEY_TTL_SECONDS,
        options.bytesMax,
        frame.drainId,
        frame.resourceId,
        frame.frameKey,
        frame.msgCount ?? "",
        frame.isOverQuota ? 1 : 0,
        frame.retentionDays,
        frame.body,
        frame.hasStructuredData ? 1 : 0,
        frame.declaredDropped ?? 0,
        WAITING_FRAMES_SHARED,
      );
    },
    async depth() {
      const [bytes, ...rest] = await Promise.all([
        commands.get(bytesKey),
        ...shards.map(async (shard) => {
          const length = await commands.xlen(streamKey(shard));
          const [oldest] = length > 0 ? await commands.xrange(streamKey(shard), "-", "+", "COUNT", 1) : [];
          return { length, oldestMs: oldest ? Number.parseInt(oldest[0], 10) : null };
        }),
      ]);
      const ages = rest.map((shard) => shard.oldestMs).filter((ms) => ms !== null);
      return {
        entries: rest.reduce((sum, shard) => sum + shard.length, 0),
        bytes: Number(bytes ?? 0),
        oldestMs: ages.length > 0 ? Math.min(...ages) : null,
      };
    },
    async openConsumer(name) {
      await createGroups(commands, shards.map(streamKey));
      return openConsumer(redis, shards, name);
    },
  };
}

function openConsumer(redis: RedisConnections, shards: number[], name: string): FrameConsumer {
  const { commands } = redis;
  const reader = redis.blocking();
  const streams = shards.map(streamKey);
  /** The sealed batch in flight, named before the seal is asked for: its answer may get lost. */
  let batch: string | null = null;

  const read = async (consumer: string, id: ">" | "0", count: number, blockMs: number | null) => {
    const args = ["GROUP", GROUP, consumer, "COUNT", count] as const;
    const ids = streams.map(() => id);
    const reply = (await withGroups(() =>
      blockMs === null
        ? reader.callBuffer("XREADGROUP", ...args, "STREAMS", ...streams, ...ids)
        : reader.callBuffer("XREADGROUP", ...args, "BLOCK", blockMs, "STREAMS", ...streams, ...ids),
    )) as RawReply;
    return (reply ?? []).flatMap(([stream, entries]) => {
      const shard = shards[streams.indexOf(stream.toString())] as number;
      return entries.flatMap(([entryId, fields]) => (fields ? [toEntry(shard, entryId.toString(), fields)] : []));
    });
  };
  const seal = async (from: string, isProtected: boolean): Promise<string[]> => {
    batch = newBatchName(name);
    const keys = [heartbeatKey(consumerOf(from)), ...streams];
    const args = [GROUP, from, batch, isProtected ? 1 : 0];
    return withGroups(() => commands.spoolSeal(keys.length, ...keys, ...args));
  };
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
      const known = new Map(readBefore.map((entry) => [`${shards.indexOf(entry.shard)}:${entry.id}`, entry]));
      const entries = (await seal(name, false)).map((id) => known.get(id));
      return entries.every((entry) => entry !== undefined) ? entries : readPending();
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
    async acknowledge(entries) {
      if (entries.length === 0) return;
      const keys = [bytesKey, waitingKey, ...streams];
      const args = entries.flatMap((e) => [shards.indexOf(e.shard) + 3, e.id, e.body.length, e.resourceId]);
      await commands.spoolAcknowledge(keys.length, ...keys, GROUP, batch ?? "", ...args);
      batch = null;
    },
    async close() {
      reader.disconnect();
      await commands.del(heartbeatKey(name)).catch(() => {}); // Redis may be gone already; the key expires by itself
    },
  };
}

type RawReply = [Buffer, [Buffer, Buffer[] | null][]][] | null;

function toEntry(shard: number, id: string, fields: Buffer[]): SpoolEntry {
  const values = new Map<string, Buffer>();
  for (let i = 0; i + 1 < fields.length; i += 2) values.set(String(fields[i]), fields[i + 1] as Buffer);
  const text = (key: string) => values.get(key)?.toString() ?? "";
  const [ms, seq] = id.split("-");
  return {
    shard,
    id,
    receivedAtMs: Number(ms),
    frameSeq: Number(seq) * STREAM_NUMBERS + shard,
    drainId: text("d"),
    resourceId: text("r"),
    frameKey: text("k"),
    msgCount: text("c") === "" ? null : Number(text("c")),
    isOverQuota: text("q") === "1",
    retentionDays: Number(text("t")),
    hasStructuredData: text("s") === "1",
    declaredDropped: Number(text("u")),
    body: values.get("b") ?? Buffer.alloc(0),
  };
}

async function consumerNames(commands: Redis, streams: string[]): Promise<Set<string>> {
  const names = new Set<string>();
  for (const stream of streams) {
    const consumers = (await commands.xinfo("CONSUMERS", stream, GROUP)) as unknown[][];
    for (const consumer of consumers) names.add(String(consumer[consumer.indexOf("name") + 1]));
  }
  return names;
}

async function createGroups(commands: Redis, streams: string[]): Promise<void> {
  for (const stream of streams)
    await commands.xgroup("CREATE", stream, GROUP, "0", "MKSTREAM").catch((error: Error) => {
      if (!error.message.startsWith("BUSYGROUP")) throw error;
    });
}
