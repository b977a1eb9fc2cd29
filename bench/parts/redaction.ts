/** What masking costs the door, by a frame's bytes: each rule alone and all of them, and texts made to be dear. */
import { DETECTOR_IDS, type RedactionRules } from "../../app/contract/redaction.ts";
import { readFrame } from "../../app/domain/logs/read-frame.ts";
import { createReadingMemory } from "../../app/domain/logs/reading-memory.ts";
import { compileRedactor } from "../../app/domain/logs/redact/redactor.ts";
import { framesDearToMask } from "../corpus/dear-to-mask.ts";
import { makeFrames } from "../corpus/frames.ts";
import { answerParent } from "../process/child-side.ts";
import { cpuPerByte } from "./cpu-per-byte.ts";

export interface RedactionCosts {
  /** Reading the corpus' frames into lines, for comparison; ns a byte, like all. */
  reading: number;
  rules: { name: string; nsPerByte: number }[];
  hostile: { name: string; nsPerByte: number }[];
}

const CORPUS = { apps: 20, frames: 40, linesPerFrame: 277 };
const KEYS = ["password", "authorization", "*_token", "*secret*"];
const PREFIXES = ["cus_", "tok_", "usr-"];
const none: RedactionRules = { detectors: [], keys: [], prefixes: [] };
const all: RedactionRules = { detectors: DETECTOR_IDS, keys: KEYS, prefixes: PREFIXES };

answerParent({
  async run(): Promise<RedactionCosts> {
    const corpus = makeFrames(CORPUS).map(({ body }) => body);
    const byRule: [name: string, RedactionRules][] = [
      ...DETECTOR_IDS.map((id): [string, RedactionRules] => [id, { ...none, detectors: [id] }]),
      ["keys", { ...none, keys: KEYS }],
      ["prefixes", { ...none, prefixes: PREFIXES }],
      ["all rules", all],
    ];
    const costs: RedactionCosts = { reading: await costOfReading(corpus), rules: [], hostile: [] };
    for (const [name, rules] of byRule) costs.rules.push({ name, nsPerByte: await costOfMasking(corpus, rules) });
    for (const [name, body] of Object.entries(framesDearToMask()))
      costs.hostile.push({ name, nsPerByte: await costOfMasking([body], all) });
    return costs;
  },
});

/** Masking is in place, so each round has copies, whose cost is a thousandth of it. */
function costOfMasking(bodies: readonly Buffer[], rules: RedactionRules): Promise<number> {
  const redactor = compileRedactor(rules);
  return cpuPerByte(() => {
    let bytes = 0;
    for (const body of bodies) {
      redactor?.redactFrame(Buffer.from(body), false);
      bytes += body.length;
    }
    return bytes;
  });
}

function costOfReading(bodies: readonly Buffer[]): Promise<number> {
  return cpuPerByte(() => {
    const memory = createReadingMemory();
    let bytes = 0;
    for (const body of bodies) {
      readFrame(body, { receivedAtMs: 0, memory });
      bytes += body.length;
    }
    return bytes;
  });
}
