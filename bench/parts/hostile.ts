/** What reading a frame and building its rows costs, by its bytes: hostile frames beside those of the corpus. */
import { createReadingMemory } from "../../app/domain/logs/reading-memory.ts";
import { LineBlock } from "../../app/stores/clickhouse/line-block.ts";
import { makeFrames } from "../corpus/frames.ts";
import { dearLegalFrames, hostileFrames } from "../corpus/hostile.ts";
import { answerParent } from "../process/child-side.ts";
import { addFrame } from "../store/blocks.ts";
import { cpuPerByte } from "./cpu-per-byte.ts";

export interface HostileCosts {
  /** CPU, nanoseconds a byte. */
  corpus: number;
  dearLegal: HostileCost[];
  hostile: HostileCost[];
}

export interface HostileCost {
  name: string;
  /** CPU, nanoseconds a byte, of the best of some rounds. */
  nsPerByte: number;
}

const LEGAL = { apps: 20, frames: 20, linesPerFrame: 480 };

/** The machine has slower and faster seconds: each frame is measured in several of them, in turns with all others. */
const TURNS = 3;

answerParent({
  async run(): Promise<HostileCosts> {
    const all = {
      corpus: { corpus: makeFrames(LEGAL).map(({ body }) => body) },
      dearLegal: dearLegalFrames(),
      hostile: hostileFrames(),
    };
    const best = new Map<readonly Buffer[], number>();
    for (let turn = 0; turn < TURNS; turn++)
      for (const frames of Object.values(all))
        for (const bodies of Object.values(frames))
          best.set(bodies, Math.min(best.get(bodies) ?? Number.POSITIVE_INFINITY, await costOf(bodies)));
    const costsOf = (frames: Record<string, Buffer[]>) =>
      Object.entries(frames).map(([name, bodies]) => ({ name, nsPerByte: best.get(bodies) as number }));
    return {
      corpus: best.get(all.corpus.corpus) as number,
      dearLegal: costsOf(all.dearLegal),
      hostile: costsOf(all.hostile),
    };
  },
});

function costOf(bodies: readonly Buffer[]): Promise<number> {
  const block = new LineBlock();
  return cpuPerByte(() => {
    block.clear();
    const memory = createReadingMemory();
    let bytes = 0;
    for (const body of bodies) {
      addFrame(block, placed(body), { memory });
      bytes += body.length;
    }
    block.encode();
    return bytes;
  });
}

function placed(body: Buffer) {
  const frame = { app: 0, body, lineCount: 0, timesAt: new Uint32Array(0) };
  return { frame, resourceId: "00000000-0000-4000-8000-000000000001", receivedAtMs: Date.now(), frameSeq: 0 };
}
