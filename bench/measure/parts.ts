import { cpus } from "node:os";
import { askOnce } from "../process/child.ts";
import { measureBare } from "./bare.ts";
import { ceilingLinesPerSecond } from "./ceiling.ts";

/** CPU of every process that does the part's work, per million lines: the figure that survives a busy machine. */
export interface PartFigure {
  linesPerSecond: number;
  cpuPerMillion: number;
}

export const partNames = {
  node: "node:http, read body, 204",
  express: "express 5, read body, 204",
  walk: "scan of frames, no strings",
  words: "scan of frames, strings and objects",
  readFrame: "readFrame: our parsers, all fields",
  redis: "Redis XADD, fsync always, pipeline 8",
  chdb: "chDB insert, ready Native blocks of 50 k",
} as const;
export type PartName = keyof typeof partNames;

export interface Parts {
  figures: Record<PartName, PartFigure>;
  ceiling: number;
}

/** What no service can do without: take the frame, make strings of it, put it on disk twice. See bench/README.md. */
export const CEILING_PARTS = ["express", "words", "redis", "chdb"] as const satisfies readonly PartName[];

const SECONDS = 3;
const BLOCKS = 20;

/** Each part alone, one after the other, in a process of its own. */
export async function measureParts(): Promise<Parts> {
  const scan = (kind: string) => askOnce<PartFigure>(here("scan"), "run", { kind, seconds: SECONDS });
  const figures: Record<PartName, PartFigure> = {
    node: await measureBare("node", { linesPerFrame: 277, seconds: SECONDS }),
    express: await measureBare("express", { linesPerFrame: 277, seconds: SECONDS }),
    walk: await scan("walk"),
    words: await scan("words"),
    readFrame: await scan("readFrame"),
    redis: await askOnce<PartFigure>(here("redis"), "run", { seconds: SECONDS }),
    chdb: await askOnce<PartFigure>(here("chdb"), "run", { blocks: BLOCKS }),
  };
  const cpuPerMillion = CEILING_PARTS.map((name) => figures[name].cpuPerMillion);
  return { figures, ceiling: ceilingLinesPerSecond(cpus().length, cpuPerMillion) };
}

const here = (name: string) => new URL(`../parts/${name}.js`, import.meta.url);
