import type { CorpusOptions } from "../corpus/frames.ts";

/** Where the frames go; fixed for the life of a load process. */
export interface LoadTarget {
  port: number;
  corpus: CorpusOptions;
  /** A frame of app `i` carries token `i % length`. */
  drainTokens: readonly string[];
}

/** One run. Ends after `lines`, or after `seconds`, whichever is given and first; or when told to stop. */
export interface LoadJob {
  senders: number;
  lines?: number;
  seconds?: number;
  /** At most so many lines a second over all senders; as fast as answers come when not given. */
  linesPerSecond?: number;
  /** Tries per frame, the same frame id each time; Logplex makes 3. */
  triesMax?: number;
}

export interface LoadResult {
  /** Frames answered 204. */
  frames: number;
  /** Lines in them, in all and per drain token. */
  lines: number;
  linesByToken: number[];
  /** Time of the newest line among them, per drain token; ms since the epoch, 0 where there is none. */
  newestMsByToken: number[];
  /** How often each status was answered; `failed` is no answer within 5 s or a broken connection. */
  statuses: Record<string, number>;
  retries: number;
  /** Frames given up after the last try: what Logplex would have dropped. */
  lostFrames: number;
  elapsedMs: number;
  /** Of each POST, first byte out to last byte of the answer, ms. */
  latencyMs: { p50: number; p95: number; p99: number; max: number };
  /** How far the senders fell behind the asked rate at worst: senders wait for answers, so a slow service shows here. */
  lateMsMax: number;
  /** CPU of the load process during the run, making frames current included. */
  cpuSeconds: number;
}
