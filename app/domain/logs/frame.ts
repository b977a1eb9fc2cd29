/**
 * The octet-counted body of `application/logplex-1`: `LEN SP msg`, again and again, nothing in between.
 *
 * Nothing here decodes text or looks inside a message: a newline, a digit or another `LEN SP` inside one is data.
 * Sources: heroku/logplex doc/README.http_drains.md; RFC 6587 section 3.4.1.
 */

/** Logplex refuses messages over 10,240 bytes, so six digits are generous; a seventh is no length of ours. */
const LEN_DIGITS_MAX = 6;

/** What one walk over a body found. Bytes: every one belongs to a length prefix, to a line, or to the bad tail. */
export interface FrameCount {
  lineCount: number;
  /** Bytes from the first prefix that is not sound to the end of the body; 0 when the frame is sound. */
  badTailBytes: number;
}

/** The lines of a body as positions in it: line `i` is `body.subarray(offsets[2 * i], offsets[2 * i + 1])`. */
export interface SplitFrame extends FrameCount {
  offsets: Uint32Array;
}

/**
 * Calls `visit(start, end)` for each log line, in arrival order; allocates nothing of its own but the answer.
 *
 * The walk ends at the first prefix that is not `[1-9][0-9]{0,5} SP` or that runs past the end of the body:
 * without a sound count there is no telling where the next line begins.
 *
 * @param body   raw bytes as received
 * @param visit  positions in `body`, `end` exclusive and never before `start`; it must not throw
 * @throws       never
 */
export function walkFrame(body: Uint8Array, visit: (start: number, end: number) => void): FrameCount {
  const bytes = body.length;
  let at = 0;
  let lineCount = 0;
  while (at < bytes) {
    let next = at;
    let byte = body[next] as number;
    if (byte < 0x31 || byte > 0x39) break;
    let len = 0;
    do {
      len = len * 10 + (byte - 0x30);
      next++;
      byte = next < bytes ? (body[next] as number) : 0;
    } while (byte >= 0x30 && byte <= 0x39 && next - at < LEN_DIGITS_MAX);
    if (byte !== 0x20) break;
    const start = next + 1;
    const end = start + len;
    if (end > bytes) break;
    visit(start, end);
    lineCount++;
    at = end;
  }
  return { lineCount, badTailBytes: bytes - at };
}

/**
 * Counts the lines of a body without keeping any: what the door asks before it accepts a frame.
 *
 * @throws never; `lineCount` 0 with `badTailBytes` above 0 means that no sound line was found at all
 */
export function countLines(body: Uint8Array): FrameCount {
  return walkFrame(body, ignore);
}

/**
 * Splits a Logplex frame into log lines by octet count.
 *
 * Two walks, the first only to learn the size: eight bytes a line are then the whole cost, also for the most lines
 * a body can hold (one-byte messages, a third of its bytes).
 *
 * @returns positions in `body`, not copies
 * @throws  never
 */
export function splitFrame(body: Uint8Array): SplitFrame {
  const counted = countLines(body);
  const offsets = new Uint32Array(counted.lineCount * 2);
  let slot = 0;
  walkFrame(body, (start, end) => {
    offsets[slot++] = start;
    offsets[slot++] = end;
  });
  return { offsets, lineCount: counted.lineCount, badTailBytes: counted.badTailBytes };
}

function ignore(): void {}
