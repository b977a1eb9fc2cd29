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

answerParent({
  async run(): Promise<HostileCosts> {
    return {
      corpus: await costOf(makeFrames(LEGAL).map(({ body }) => body)),
      dearLegal: await costsOf(dearLegalFrames()),
      hostile: await costsOf(hostileFrames()),
    };
  },
});

async function costsOf(frames: Record<string, Buffer[]>): Promise<HostileCost[]> {
  const costs: HostileCost[] = [];
  for (const [name, bodies] of Object.entries(frames)) costs.push({ name, nsPerByte: await costOf(bodies) });
  return costs;
}

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
