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
