/** What making frames of OTLP requests costs the door's thread, a record; beside it what reading the frames costs afterwards. */
import { framesOf } from "../../app/domain/logs/otlp/frames-of.ts";
import { readJson } from "../../app/domain/logs/otlp/read-json.ts";
import { readProtobuf } from "../../app/domain/logs/otlp/read-protobuf.ts";
import { readFrame } from "../../app/domain/logs/read-frame.ts";
import { createReadingMemory } from "../../app/domain/logs/reading-memory.ts";
import { makeFrames } from "../corpus/frames.ts";
import { otlpBodies } from "../corpus/otlp.ts";
import { answerParent } from "../process/child-side.ts";
import { cpuPerByte } from "./cpu-per-byte.ts";

export interface OtlpCost {
  name: string;
  /** Microseconds of CPU a record. */
  making: number;
  reading: number;
}

answerParent({
  async run(): Promise<OtlpCost[]> {
    const bodies = otlpBodies(makeFrames({ apps: 20, frames: 40, linesPerFrame: 277 }));
    const costs: OtlpCost[] = [];
    for (const [name, { encoding, body, records }] of Object.entries(bodies)) {
      const read = encoding === "json" ? readJson : readProtobuf;
      const frames = [...framesOf(read(body))];
      const making = await cpuPerByte(() => [...framesOf(read(body))].length && records);
      const reading = await cpuPerByte(() => {
        const memory = createReadingMemory();
        for (const frame of frames) readFrame(frame.body, { receivedAtMs: 0, memory });
        return records;
      });
      costs.push({ name, making: making / 1_000, reading: reading / 1_000 });
    }
    return costs;
  },
});
