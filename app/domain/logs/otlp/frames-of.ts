import { sha256Hex } from "../../../lib/secrets.ts";
import type { OwnedFrame } from "../accept-frame.ts";
import type { OtlpRecord } from "./record.ts";
import { lineOf } from "./record-line.ts";

/** As many as Logplex puts into a frame (102,400): what a spool's entry and a batch are made for. */
const FRAME_BYTES = 100_000;

/**
 * Records as Logplex' frames. The same request gives the same frames, so that one that is sent again is known: by its bytes,
 * where each record says when it was; else only for the moment (`contentKey`), because the same words may be said twice.
 */
export function* framesOf(records: Iterable<OtlpRecord>): Generator<OwnedFrame> {
  let lines: Buffer[] = [];
  let bytes = 0;
  let isTimed = true;
  const frame = (): OwnedFrame => {
    const body = Buffer.concat(lines, bytes);
    const made = { frameId: isTimed ? `otlp:${sha256Hex(body)}` : null, msgCount: lines.length / 2, body };
    [lines, bytes, isTimed] = [[], 0, true];
    return made;
  };
  for (const record of records) {
    const line = Buffer.from(lineOf(record));
    const count = Buffer.from(`${line.length} `);
    if (bytes > 0 && bytes + count.length + line.length > FRAME_BYTES) yield frame();
    lines.push(count, line);
    bytes += count.length + line.length;
    isTimed &&= record.timeMicros !== null;
  }
  if (bytes > 0) yield frame();
}
