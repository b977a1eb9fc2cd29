import { measureBare } from "../measure/bare.ts";
import { ingest, SENDERS, trouble, warmUp, withLoadedService } from "../measure/ingest.ts";
import type { Row } from "../row.ts";
import { describe } from "./p1-large-frames.ts";

const LINES = 300_000;
const LINES_PER_FRAME = 10;

/** Quiet apps send small frames, and then the cost is per request: the reference is what express alone can take. */
export const p2Row: Row = {
  name: "P2",
  about: "10-line frames, 8 senders, whole service, against bare express accepting the same frames",
  async run(context) {
    const bare = await measureBare("express", { linesPerFrame: LINES_PER_FRAME, seconds: 4 });
    const durable = await measureBare("express-and-redis", { linesPerFrame: LINES_PER_FRAME, seconds: 4 });
    const result = await withLoadedService({ linesPerFrame: LINES_PER_FRAME }, async (ready) => {
      const lines = context.lines(LINES, "P2");
      const counted = await warmUp(ready, lines / 5);
      const ingested = await ingest(ready, { senders: SENDERS, lines, triesMax: 3 }, counted);
      return { ...ingested, said: trouble(ready.service, ingested.sent) };
    });
    const figure = {
      row: "P2",
      what: "accepted, stored and searchable, 10-line frames",
      unit: "lines/s",
      value: result.searchableLinesPerSecond,
    };
    return [
      {
        ...figure,
        reference: { what: "bare express, same frames", value: bare.linesPerSecond },
        target: { ratioAtLeast: 0.6 },
        note: describe(result),
      },
      {
        ...figure,
        what: "beside the least that answers once a frame is on disk",
        reference: { what: "express and XADD with fsync, nothing stored", value: durable.linesPerSecond },
      },
    ];
  },
};
