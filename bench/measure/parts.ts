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
  /** Each part alone. */
  figures: Record<PartName, PartFigure>;
  ceiling: number;
  /** The same, each part measured while every other core does the same: what a part costs depends on its neighbours. */
  busyCeiling: number;
}

/** What no service can do without: take the frame, make strings of it, put it on disk twice. See bench/README.md. */
export const CEILING_PARTS = ["express", "words", "redis", "chdb"] as const satisfies readonly PartName[];

const SECONDS = 3;
const BLOCKS = 20;

/** One part after the other, in a process of its own; those of the ceiling once more, on all cores at a time. */
export async function measureParts(): Promise<Parts> {
  const figures = {} as Record<PartName, PartFigure>;
  for (const name of Object.keys(measures) as PartName[]) figures[name] = await measures[name]();
  const cores = cpus().length;
  const busy: number[] = [];
  for (const name of CEILING_PARTS) {
    const each = await Promise.all(Array.from({ length: cores }, () => measures[name]()));
    busy.push(each.reduce((sum, { cpuPerMillion }) => sum + cpuPerMillion, 0) / cores);
  }
  const alone = CEILING_PARTS.map((name) => figures[name].cpuPerMillion);
  return { figures, ceiling: ceilingLinesPerSecond(cores, alone), busyCeiling: ceilingLinesPerSecond(cores, busy) };
}

const measures: Record<PartName, () => Promise<PartFigure>> = {
  node: () => measureBare("node", { linesPerFrame: 277, seconds: SECONDS }),
  express: () => measureBare("express", { linesPerFrame: 277, seconds: SECONDS }),
  walk: () => scan("walk"),
  words: () => scan("words"),
  readFrame: () => scan("readFrame"),
  redis: () => askOnce(here("redis"), "run", { seconds: SECONDS }),
  chdb: () => askOnce(here("chdb"), "run", { blocks: BLOCKS }),
};

const scan = (kind: string) => askOnce<PartFigure>(here("scan"), "run", { kind, seconds: SECONDS });
const here = (name: string) => new URL(`../parts/${name}.js`, import.meta.url);
