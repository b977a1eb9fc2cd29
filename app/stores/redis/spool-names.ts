import { readContentKey, SAME_WORDS_MS } from "../../lib/frame-key.ts";

/** What the spool is called in Redis: one consumer group over the shards' streams and the loud lane. */
export const GROUP = "store-frames";
export const SHARDS_MAX = 64;
export const LOUD_LANE = SHARDS_MAX;
/** Above every stream's number, so that a frame's sequence names its stream as well. */
export const STREAM_NUMBERS = 128;

export const streamKey = (shard: number) => (shard === LOUD_LANE ? "spool:loud" : `spool:${shard}`);
export const bytesKey = "spool:bytes";
export const waitingKey = "spool:waiting";
/** A stream of batches' lines of Heroku's API; see api-lines.ts. */
export const apiLinesKey = "api-lines";

/** What a frame is remembered by: where its drain and frame key stand in Redis. */
export interface FrameName {
  /** Of words, one for each minute: those of one minute are the same, those of the next minute may be. */
  key: string;
  /** When the words were said; null for a frame with an id. */
  atMs: number | null;
}

export function frameName(drainId: string, frameKey: string): FrameName {
  const said = readContentKey(frameKey);
  if (said === null) return { key: `frame:${drainId}:${frameKey}`, atMs: null };
  return { key: `frame:${drainId}:${said.words}:${Math.floor(said.atMs / SAME_WORDS_MS)}`, atMs: said.atMs };
}

/** Set while a frame has left Postgres and Postgres has not confirmed it. */
export const movedKey = (drainId: string, frameKey: string) => `moved:${drainId}:${frameKey}`;

/**
 * What a frame costs Redis beside its body: key, description, and its part of an entry and of the table of waiting frames.
 * Measured with Redis 7: 415 bytes for a small frame (540 without frame id), 850 for one of 2 KB, because its stream's nodes
 * are not full. Counted with each frame, so that many small ones fill the spool before they fill the memory.
 */
export const FRAME_OVERHEAD_BYTES = 400;
