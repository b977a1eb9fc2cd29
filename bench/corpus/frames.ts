import { type CorpusApp, type CorpusLine, makeApp, makeLine } from "./lines.ts";
import { createRandom } from "./random.ts";

export interface CorpusOptions {
  /** Frame `i` is of app `i % apps`. */
  apps: number;
  frames: number;
  linesPerFrame: number;
  seed?: number;
}

/** One POST's body, and where the times of its lines are, so that they can be made current without parsing. */
export interface CorpusFrame {
  app: number;
  lineCount: number;
  body: Buffer;
  timesAt: Uint32Array;
}

const SEED = 20_260_304;

/** The same options give the same bytes, always. Octet-counted as Logplex does: `LEN SP message`, newline included. */
export function makeFrames(options: CorpusOptions): CorpusFrame[] {
  const random = createRandom(options.seed ?? SEED);
  const apps = Array.from({ length: options.apps }, () => makeApp(random));
  return Array.from({ length: options.frames }, (_, i) => {
    const app = i % options.apps;
    const lines = Array.from({ length: options.linesPerFrame }, () => makeLine(random, apps[app] as CorpusApp));
    return joinFrame(app, lines);
  });
}

function joinFrame(app: number, lines: readonly CorpusLine[]): CorpusFrame {
  const timesAt = new Uint32Array(lines.length);
  const parts: Buffer[] = [];
  let length = 0;
  for (const [i, line] of lines.entries()) {
    const prefix = Buffer.from(`${line.bytes.length} `);
    timesAt[i] = length + prefix.length + line.timeAt;
    parts.push(prefix, line.bytes);
    length += prefix.length + line.bytes.length;
  }
  return { app, lineCount: lines.length, body: Buffer.concat(parts, length), timesAt };
}

/** Lines of a frame lie this far apart in sum: a busy drain's buffer holds about so much. */
const FRAME_SPAN_MICROS = 200_000;
const SECONDS_CHARS = 20;

/**
 * Writes current times into a frame, in place, the last line's being `nowMs`. Without this every frame would say the
 * same moment: equal times sort equal texts together, and disk use and searches would look better than they are.
 * With sending, 30 µs of CPU a frame of 277 lines (measured).
 */
export function stampFrame(frame: CorpusFrame, nowMs: number): void {
  const { body, timesAt } = frame;
  const endMicros = Math.floor(nowMs * 1000);
  const step = Math.floor(FRAME_SPAN_MICROS / timesAt.length);
  let second = -1;
  let words = Buffer.alloc(0);
  for (let i = 0; i < timesAt.length; i++) {
    const at = timesAt[i] as number;
    const micros = endMicros - (timesAt.length - 1 - i) * step;
    const ofSecond = Math.floor(micros / 1_000_000);
    if (ofSecond !== second) {
      second = ofSecond;
      words = Buffer.from(new Date(second * 1000).toISOString().slice(0, SECONDS_CHARS), "latin1");
    }
    body.set(words, at);
    let rest = micros - second * 1_000_000;
    for (let digit = at + SECONDS_CHARS + 5; digit >= at + SECONDS_CHARS; digit--) {
      const tenth = Math.floor(rest / 10);
      body[digit] = 0x30 + (rest - tenth * 10);
      rest = tenth;
    }
  }
}

/** Bytes a line without the octet count: what "bytes per line" means in the report. */
export function meanLineBytes(frames: readonly CorpusFrame[]): number {
  let bytes = 0;
  let lines = 0;
  for (const frame of frames) {
    lines += frame.lineCount;
    for (let at = 0; at < frame.body.length; ) {
      const space = frame.body.indexOf(0x20, at);
      const length = Number(frame.body.toString("latin1", at, space));
      bytes += length;
      at = space + 1 + length;
    }
  }
  return bytes / lines;
}
