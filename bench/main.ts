import { mkdir, writeFile } from "node:fs/promises";
import path from "node:path";
import { projectRoot } from "../app/lib/project-root.ts";
import { type Arguments, readArguments } from "./arguments.ts";
import { measureFullRate } from "./measure/full-rate.ts";
import { measureParts } from "./measure/parts.ts";
import { endEarly } from "./process/cleanup.ts";
import { describeMachine, type Judged, judge, toJson, toTable } from "./report.ts";
import type { Row, RunContext } from "./row.ts";
import { exclusionsRow } from "./rows/exclusions.ts";
import { hostileRow } from "./rows/hostile.ts";
import { otlpRow } from "./rows/otlp.ts";
import { p1Row } from "./rows/p1-large-frames.ts";
import { p2Row } from "./rows/p2-small-frames.ts";
import { p3Row } from "./rows/p3-door-latency.ts";
import { p4Row } from "./rows/p4-memory.ts";
import { p5Row } from "./rows/p5-disk.ts";
import { p6Row } from "./rows/p6-send-to-visible.ts";
import { p7Row } from "./rows/p7-search.ts";
import { p8Row } from "./rows/p8-growth.ts";
import { p9LargeRow, p9Row } from "./rows/p9-archive.ts";
import { p10Row } from "./rows/p10-fairness.ts";
import { p11Row } from "./rows/p11-peers.ts";
import { partsRow } from "./rows/parts.ts";
import { redactionRow } from "./rows/redaction.ts";
import { searchRow } from "./rows/search.ts";

/** In the order in which they run: the parts and P1 first, because the others take their measure from them. */
const rows: readonly Row[] = [
  partsRow,
  p1Row,
  p2Row,
  p3Row,
  p4Row,
  p5Row,
  p6Row,
  p7Row,
  p8Row,
  p9Row,
  p10Row,
  p11Row,
  hostileRow,
  redactionRow,
  exclusionsRow,
  otlpRow,
  p9LargeRow,
  searchRow,
];

process.on("SIGINT", () => void endEarly(130));
process.on("SIGTERM", () => void endEarly(143));
// Rows ask many things at once and await the answers later; when the service dies, the row says so at that point.
process.on("unhandledRejection", () => {});

const machine = describeMachine();
const wanted = argumentsOrExit();
const context = createContext(wanted);
const figures: Judged[] = [];
const failures: { row: string; error: string }[] = [];
for (const row of rows) {
  if (wanted.rows.length > 0 ? !wanted.rows.includes(row.name) : row.isOnRequest) continue;
  context.say(`${row.name}: ${row.about}`);
  const startedAtMs = performance.now();
  try {
    const measured = (await row.run(context)).map(judge);
    figures.push(...measured);
    process.stdout.write(`${toTable(measured)}\n\n`);
  } catch (error) {
    failures.push({ row: row.name, error: error instanceof Error ? error.message : String(error) });
    process.stderr.write(`${row.name} failed: ${error instanceof Error ? error.stack : error}\n`);
  }
  context.say(`${row.name} took ${((performance.now() - startedAtMs) / 1000).toFixed(0)} s`);
}
await writeResults();
process.stdout.write(`${toTable(figures)}\n\n`);
process.stdout.write(
  `${machine.cores} cores (${machine.cpu}), Node ${machine.node}, commit ${machine.commit}, load average at start ${machine.loadAverageAtStart.map((load) => load.toFixed(2)).join(" ")}\n`,
);
for (const { row, error } of failures) process.stdout.write(`${row} failed: ${error}\n`);
// A missed target is a result; a row that could not be measured is a failure.
process.exit(failures.length > 0 ? 1 : 0);

function argumentsOrExit(): Arguments {
  try {
    return readArguments(
      process.argv.slice(2),
      rows.map((row) => row.name),
    );
  } catch (error) {
    process.stderr.write(`${error instanceof Error ? error.message : error}\n`);
    return process.exit(1);
  }
}

function createContext({ lines, rows: named }: Arguments): RunContext {
  const done = new Map<string, Promise<unknown>>();
  const own: RunContext = {
    lines: (ofRow, ...names) => (lines !== null && names.some((name) => named.includes(name)) ? lines : ofRow),
    parts: () => own.once("parts", measureParts),
    fullRate: async () => (await measureFullRate(own)).searchableLinesPerSecond,
    once<T>(name: string, work: () => Promise<T>) {
      const running = done.get(name) ?? work();
      done.set(name, running);
      return running as Promise<T>;
    },
    say: (line) => void process.stderr.write(`${line}\n`),
  };
  return own;
}

async function writeResults(): Promise<void> {
  const dir = path.join(projectRoot, "bench/results");
  await mkdir(dir, { recursive: true });
  await writeFile(path.join(dir, "latest.json"), toJson({ machine, figures, failures }));
}
