/** What it costs to find lines and to read them, on one thread with nothing else running. */
import { walkFrame } from "../../app/domain/logs/frame.ts";
import { readFrame } from "../../app/domain/logs/read-frame.ts";
import { createReadingMemory } from "../../app/domain/logs/reading-memory.ts";
import { makeFrames, stampFrame } from "../corpus/frames.ts";
import { answerParent } from "../process/child-side.ts";

const LINES_PER_FRAME = 277;
const memory = createReadingMemory();
let sink = 0;

/** Header words as strings and one object a line: the least that any store of lines has to make of a frame. */
function readWords(body: Buffer): object[] {
  const lines: object[] = [];
  walkFrame(body, (start, end) => {
    const words: string[] = [];
    let at = start;
    for (let word = 0; word < 6; word++) {
      const space = body.indexOf(0x20, at);
      words.push(body.toString("latin1", at, space));
      at = space + 1;
    }
    const [priority, time, host, app, process, id] = words;
    lines.push({ priority, time, host, app, process, id, message: body.toString("utf8", at, end) });
  });
  return lines;
}

const kinds: Record<string, (body: Buffer) => void> = {
  walk: (body) => {
    sink += walkFrame(body, () => {}).lineCount;
  },
  words: (body) => {
    sink += readWords(body).length;
  },
  readFrame: (body) => {
    sink += readFrame(body, { receivedAtMs: Date.now(), memory }).lines.length;
  },
};

answerParent({
  run({ kind, seconds }: { kind: string; seconds: number }) {
    const work = kinds[kind];
    if (!work) throw new Error(`no scan ${kind}`);
    const frames = makeFrames({ apps: 20, frames: 200, linesPerFrame: LINES_PER_FRAME });
    for (const frame of frames) stampFrame(frame, Date.now());
    for (const frame of frames) work(frame.body); // warm
    const cpuBefore = process.cpuUsage();
    const startedAtMs = performance.now();
    let lines = 0;
    while (performance.now() - startedAtMs < seconds * 1000)
      for (const frame of frames) {
        work(frame.body);
        lines += LINES_PER_FRAME;
      }
    const elapsed = (performance.now() - startedAtMs) / 1000;
    const cpu = process.cpuUsage(cpuBefore);
    if (sink === 0) throw new Error("nothing was read");
    return { linesPerSecond: lines / elapsed, cpuPerMillion: (cpu.user + cpu.system) / lines };
  },
});
