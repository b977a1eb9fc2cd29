import type { Redis, Result } from "ioredis";
import type { RedisConnections } from "./connection.ts";

/*
 * The spool: accepted frames wait here, in `shards` streams with one consumer group, until a worker has stored them.
 *
 * A frame's life: (absent) --accept--> WAITING --readBatch--> PENDING(consumer) --acknowledge--> (absent)
 *                                        a consumer that dies: PENDING(dead) --claimDead--> PENDING(heir)
 *
 * - accept is one atomic step: remember the frame key, append, count its bytes. A retried frame finds its key and
 *   changes nothing.
 * - A consumer has one batch in flight. After a crash the entries pending for its name are therefore exactly that
 *   batch, or the part of it that was read before anything was inserted; both give a batch whose token is right.
 * - claimDead moves all pending entries of one consumer without a heartbeat in one step, and of one only: they were one
 *   batch, and joined with another's they would be a batch nobody has seen, whose lines would be stored again.
 * - acknowledge removes a whole batch over all shards in one step: never half a batch.
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

export type AcceptOutcome = "accepted" | "duplicate" | "full";

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

const ACCEPT = `
if redis.call('EXISTS', KEYS[1]) == 1 then return 'duplicate' end
local size = #ARGV[9]
if tonumber(redis.call('GET', KEYS[3]) or '0') + size > tonumber(ARGV[2]) then return 'full' end
redis.call('XADD', KEYS[2], '*', 'd', ARGV[3], 'r', ARGV[4], 'k', ARGV[5], 'c', ARGV[6], 'q', ARGV[7], 't', ARGV[8], 's', ARGV[10], 'u', ARGV[11], 'b', ARGV[9])
redis.call('SET', KEYS[1], '1', 'EX', ARGV[1])
redis.call('INCRBY', KEYS[3], size)
return 'accepted'`;

// KEYS: bytes counter, streams of the batch; ARGV: group, then (index into KEYS, id, bytes) per entry.
const ACKNOWLEDGE = `
local freed = 0
for i = 2, #ARGV, 3 do
  local stream = KEYS[tonumber(ARGV[i])]
  redis.call('XACK', stream, ARGV[1], ARGV[i + 1])
  if redis.call('XDEL', stream, ARGV[i + 1]) == 1 then freed = freed + tonumber(ARGV[i + 2]) end
end
redis.call('DECRBY', KEYS[1], freed)
return freed`;

// KEYS: heartbeat of the dead consumer, streams; ARGV: group, dead consumer, heir. 0 when it beats after all.
const CLAIM_DEAD = `
if redis.call('EXISTS', KEYS[1]) == 1 then return 0 end
local moved = 0
for i = 2, #KEYS do
  local pending = redis.call('XPENDING', KEYS[i], ARGV[1], '-', '+', 100000, ARGV[2])
  for _, entry in ipairs(pending) do
    redis.call('XCLAIM', KEYS[i], ARGV[1], ARGV[3], 0, entry[1], 'JUSTID')
    moved = moved + 1
  end
  if #pending == 0 then redis.call('XGROUP', 'DELCONSUMER', KEYS[i], ARGV[1], ARGV[2]) end
end
return moved`;

declare module "ioredis" {
  interface RedisCommander<Context> {
    spoolAccept(...args: (string | number | Buffer)[]): Result<AcceptOutcome, Context>;
    spoolAcknowledge(keyCount: number, ...args: (string | number)[]): Result<number, Context>;
    spoolClaimDead(keyCount: number, ...args: (string | number)[]): Result<number, Context>;
  }
}

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
  /** What this name left pending when it last died: replayed first, as one batch. */
  readPending(): Promise<SpoolEntry[]>;
  /** New entries, at most `count` per shard; waits up to `blockMs` for the first. */
  readNew(count: number, blockMs: number): Promise<SpoolEntry[]>;
  heartbeat(): Promise<void>;
  /** Takes over everything of one consumer without heartbeat; 0 when there is none. Store it before asking again. */
  claimDead(): Promise<number>;
  acknowledge(entries: readonly SpoolEntry[]): Promise<void>;
  /** Stops a waiting read and gives up the heartbeat, so that an heir need not wait for it. */
  close(): Promise<void>;
}

/** The frame key of a body whose sender gave it no id; no sender's own id begins like it. */
export function contentKey(bodyHash: string): string {
  return `${CONTENT_KEY_PREFIX}${bodyHash}`;
}

const streamKey = (shard: number) => `spool:${shard}`;
const bytesKey = "spool:bytes";
const heartbeatKey = (consumer: string) => `spool:heartbeat:${consumer}`;

export function openFrameStream(redis: RedisConnections, options: { shards: number; bytesMax: number }): FrameStream {
  if (options.shards > SHARDS_MAX) throw new Error(`at most ${SHARDS_MAX} spool shards`);
  const shards = Array.from({ length: options.shards }, (_, shard) => shard);
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
      for (const shard of shards)
        await commands.xgroup("CREATE", streamKey(shard), GROUP, "0", "MKSTREAM").catch(ignoreExistingGroup);
      return openConsumer(redis, shards, name);
    },
  };
}

function openConsumer(redis: RedisConnections, shards: number[], name: string): FrameConsumer {
  const { commands } = redis;
  const reader = redis.blocking();
  const streams = shards.map(streamKey);
  const read = async (id: ">" | "0", count: number, blockMs: number | null): Promise<SpoolEntry[]> => {
    const args = ["GROUP", GROUP, name, "COUNT", count] as const;
    const ids = streams.map(() => id);
    const reply = (await (blockMs === null
      ? reader.callBuffer("XREADGROUP", ...args, "STREAMS", ...streams, ...ids)
      : reader.callBuffer("XREADGROUP", ...args, "BLOCK", blockMs, "STREAMS", ...streams, ...ids))) as RawReply;
    return (reply ?? []).flatMap(([stream, entries]) => {
      const shard = streams.indexOf(stream.toString());
      return entries.flatMap(([entryId, fields]) => (fields ? [toEntry(shard, entryId.toString(), fields)] : []));
    });
  };
  return {
    name,
    readPending: () => read("0", 100_000, null),
    readNew: (count, blockMs) => read(">", count, blockMs),
    async heartbeat() {
      await commands.set(heartbeatKey(name), "1", "EX", HEARTBEAT_TTL_SECONDS);
    },
    async claimDead() {
      for (const other of await consumerNames(commands, streams)) {
        if (other === name) continue;
        const args = [heartbeatKey(other), ...streams, GROUP, other, name];
        const moved = await commands.spoolClaimDead(1 + streams.length, ...args);
        if (moved > 0) return moved;
      }
      return 0;
    },
    async acknowledge(entries) {
      if (entries.length === 0) return;
      const args = entries.flatMap((entry) => [entry.shard + 2, entry.id, entry.body.length]);
      await commands.spoolAcknowledge(1 + streams.length, bytesKey, ...streams, GROUP, ...args);
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
    frameSeq: Number(seq) * SHARDS_MAX + shard,
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

function ignoreExistingGroup(error: Error): void {
  if (!error.message.startsWith("BUSYGROUP")) throw error;
}

function defineScripts(commands: Redis): void {
  commands.defineCommand("spoolAccept", { numberOfKeys: 3, lua: ACCEPT });
  commands.defineCommand("spoolAcknowledge", { lua: ACKNOWLEDGE });
  commands.defineCommand("spoolClaimDead", { lua: CLAIM_DEAD });
}
