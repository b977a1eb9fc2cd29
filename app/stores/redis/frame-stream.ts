import { SAME_WORDS_MS } from "../../lib/frame-key.ts";
import { type GroupLimits, groupCalls } from "../../lib/group-calls.ts";
import { answerOf, type RedisConnections } from "./connection.ts";
import { createGroups, type FrameConsumer, openConsumer } from "./frame-consumer.ts";
import { describeFrame, ENTRY_FRAMES_MAX, type SpoolFrame } from "./spool-frame.ts";
import {
  bytesKey,
  FRAME_OVERHEAD_BYTES,
  frameName,
  LOUD_LANE,
  movedKey,
  SHARDS_MAX,
  streamKey,
  waitingKey,
} from "./spool-names.ts";
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
 *   changes nothing. Frames that were accepted together share a stream entry, and from then on its fate.
 * - A frame key lives for as long as its frame is in the spool, and 15 minutes from the acknowledgement: however long an
 *   outage, who meets the frame can meet its key.
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
 * A frame that waits in Postgres (overflow, quarantine) comes back in two steps, for two stores have no common COMMIT:
 *
 *   (in Postgres) --reenter--> WAITING, MOVED --its row is removed for certain--> --settle--> WAITING
 *
 *   Its frame key says that Redis had it before: the door's call was executed and we never heard, or a retry found room.
 *   MOVED says that it re-entered before and its row outlived that: Postgres died at the COMMIT. Either way it is a
 *   duplicate, and only its row goes. `recognise` asks the same of many rows without their bodies: those of a spool that
 *   is full must be told before their keys are gone.
 *
 * Fairness: a resource may have WAITING_FRAMES_SHARED frames in the shards; what it sends beyond waits in the loud
 * lane. A read takes the same count from each stream, so however much one resource has waiting, another's frame has at
 * most the shares of the others before it. Loud resources wait for each other.
 *
 * All keys of one call must live on one Redis node: a Redis Cluster is not supported.
 */

export type { FrameConsumer } from "./frame-consumer.ts";
export { type FrameTicket, mayHaveMore, type SpooledFrame, type SpoolFrame } from "./spool-frame.ts";
export type { AcceptOutcome };

/**
 * How long a key lives that nothing ends sooner: a frame's acknowledgement, a row's removal. So this is how long a store
 * may be away, at most, with none of the frames stored twice that were under way. A week: after days of it the spool and
 * Postgres are full, or it is known and worked on. Only what is in the spool costs memory for it (176 bytes a frame, beside its
 * bytes), and as many moved frames as one turn has, which come again after an outage.
 */
const KEY_TTL_SECONDS = 7 * 86_400;
/**
 * What one resource may have waiting before its further frames go to the loud lane. Logplex sends an app's lines about
 * once a second and a batch takes well under one, so 64 is a minute of an ordinary app and a blink of a flooding one.
 */
const WAITING_FRAMES_SHARED = 64;

/** Frames share an entry up to this; a larger frame has one for itself. A read is bounded by its count of entries. */
const ENTRY_BYTES = 128 * 1024;

/**
 * Two calls under way keep Redis busy while this process reads the next frames. A call holds Redis for as long as it
 * copies: 2 MiB are about a millisecond. A group's frames wait for their whole call, so not too many.
 */
const ACCEPT_GROUPS: GroupLimits<ArrivingFrame> = {
  inFlightMax: 2,
  itemsMax: ENTRY_FRAMES_MAX,
  weightMax: 2 * 1024 * 1024,
  weigh: ({ frame }) => frame.body.length,
};

interface ArrivingFrame {
  frame: SpoolFrame;
  isFromPostgres: boolean;
}

/** What names a frame everywhere. */
export type FrameId = Pick<SpoolFrame, "drainId" | "frameKey">;

export interface FrameStream {
  /** Appends the frame once; throws when Redis is away. */
  accept(frame: SpoolFrame): Promise<AcceptOutcome>;
  /** The same for a frame that has a row in Postgres. Unless "full", remove the row, and `settle` once that is committed. */
  reenter(frame: SpoolFrame): Promise<AcceptOutcome>;
  /** Which of these rows' frames the spool has had already, in their order. Remove those, and `settle`. */
  recognise(frames: readonly FrameId[]): Promise<boolean[]>;
  /** These frames' rows are gone for good. Should it fail, their marks go in a week. */
  settle(frames: readonly FrameId[]): Promise<void>;
  /** Frames waiting or pending, their bytes with what Redis needs for them, and when the oldest came: the spool's gauges. */
  depth(): Promise<{ frames: number; bytes: number; oldestMs: number | null }>;
  /** Whether frames of this resource are in the spool: waiting, or read and not yet stored. */
  holds(resourceId: string): Promise<boolean>;
  /** Opens the reading side for one consumer name. */
  openConsumer(consumer: string): Promise<FrameConsumer>;
}

export function openFrameStream(redis: RedisConnections, options: { shards: number; bytesMax: number }): FrameStream {
  if (options.shards > SHARDS_MAX) throw new Error(`at most ${SHARDS_MAX} spool shards`);
  const shards = [...Array.from({ length: options.shards }, (_, shard) => shard), LOUD_LANE];
  const { commands } = redis;
  defineScripts(commands);
  let next = 0;
  const acceptAll = (arriving: readonly ArrivingFrame[]): Promise<AcceptOutcome[]> => {
    next = (next + 1) % options.shards;
    const keys = [bytesKey, waitingKey, streamKey(next), streamKey(LOUD_LANE)];
    const limits = [options.bytesMax, WAITING_FRAMES_SHARED, ENTRY_BYTES];
    const rules = [KEY_TTL_SECONDS, SAME_WORDS_MS, FRAME_OVERHEAD_BYTES];
    const args: (string | number | Buffer)[] = [...limits, ...rules];
    for (const { frame, isFromPostgres } of arriving) {
      const { key, atMs } = frameName(frame.drainId, frame.frameKey);
      keys.push(key, isFromPostgres ? movedKey(frame.drainId, frame.frameKey) : "");
      args.push(atMs ?? "", frame.resourceId, describeFrame(frame), frame.body);
    }
    return answerOf(commands, commands.spoolAccept(keys.length, ...keys, ...args));
  };
  const take = groupCalls(acceptAll, ACCEPT_GROUPS);
  return {
    accept: (frame) => take({ frame, isFromPostgres: false }),
    reenter: (frame) => take({ frame, isFromPostgres: true }),
    async recognise(frames) {
      const keys = frames.flatMap(({ drainId, frameKey }) => [
        frameName(drainId, frameKey).key,
        movedKey(drainId, frameKey),
      ]);
      const known = await commands.spoolRecognise(keys.length, ...keys, KEY_TTL_SECONDS);
      return known.map((is) => is === 1);
    },
    async settle(frames) {
      if (frames.length > 0) await commands.del(frames.map(({ drainId, frameKey }) => movedKey(drainId, frameKey)));
    },
    async depth() {
      const [bytes, waiting, ...oldest] = await Promise.all([
        commands.get(bytesKey),
        commands.hvals(waitingKey),
        ...shards.map(async (shard) => {
          const [first] = await commands.xrange(streamKey(shard), "-", "+", "COUNT", 1);
          return first ? Number.parseInt(first[0], 10) : null;
        }),
      ]);
      const ages = oldest.filter((ms) => ms !== null);
      return {
        frames: waiting.reduce((sum, frames) => sum + Number(frames), 0),
        bytes: Math.max(0, Number(bytes ?? 0)), // below while frames wait that a version before counted without their overhead
        oldestMs: ages.length > 0 ? Math.min(...ages) : null,
      };
    },
    async holds(resourceId) {
      return (await commands.hexists(waitingKey, resourceId)) === 1;
    },
    async openConsumer(name) {
      await createGroups(commands, shards.map(streamKey));
      return openConsumer(redis, shards, name);
    },
  };
}
