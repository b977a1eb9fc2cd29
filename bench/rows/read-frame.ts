import { countLines } from "../../app/domain/logs/frame.ts";
import { readFrame } from "../../app/domain/logs/read-frame.ts";
import { makeFrames } from "../corpus.ts";
import { type Figure, type Row, ratePerSecond } from "../row.ts";

const LINES = 277;

/** What parsing costs over merely finding the lines: one thread, nothing else running. */
export const readFrameRow: Row = {
  name: "read-frame",
  about: "frames of 277 lines parsed to fields, against the bare walk over their octet counts",
  async run(): Promise<Figure[]> {
    const frames = makeFrames({ frames: 20, linesPerFrame: LINES });
    const lines = frames.length * LINES;
    const walk = await ratePerSecond(2, lines, () => frames.forEach((frame) => void countLines(frame)));
    const read = await ratePerSecond(4, lines, () =>
      frames.forEach((frame) => void readFrame(frame, { receivedAtMs: 1_772_615_700_000 })),
    );
    return [
      {
        row: "read-frame",
        what: "parsed",
        unit: "lines/s",
        value: read,
        reference: { what: "walk only", value: walk },
      },
    ];
  },
};
