/**
 * The same lines into tables of different designs in one chDB, and the same questions to each: what an index, a codec or
 * a column costs and brings. CPU is measured, because it stays when the machine is busy, and time beside inserts.
 */
import path from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { createReadingMemory } from "../../app/domain/logs/reading-memory.ts";
import { type ClickHouse, openEmbeddedClickHouse } from "../../app/stores/clickhouse/connection.ts";
import { type EncodedLines, LineBlock } from "../../app/stores/clickhouse/line-block.ts";
import { type CorpusFrame, makeFrames } from "../corpus/frames.ts";
import { percentile } from "../percentile.ts";
import { answerParent } from "../process/child-side.ts";
import { makeTempDir, removeDir } from "../process/temp-dir.ts";
import { addFrame } from "./blocks.ts";
import { type Asking, askAll, QUESTIONS, type QuestionName } from "./design-questions.ts";
import { createDesign } from "./designs.ts";

export interface DesignOptions {
  designs: readonly string[];
  lines: number;
  /** The first one asks. */
  resources: number;
  /** Come in while the questions are asked the second time. */
  busyLinesPerSecond: number;
}

export interface DesignResult {
  name: string;
  /** CPU-seconds per million lines: inserting blocks, and merging them once. */
  insertCpu: number;
  mergeCpu: number;
  bytesPerLine: number;
  questions: Record<QuestionName, QuestionResult>;
}

/** Milliseconds: median CPU and median time of an idle engine, time beside inserts. */
export interface QuestionResult {
  cpu: number;
  idle: number;
  busyP95: number;
}

const LINES_PER_FRAME = 10;
const POOL_FRAMES = 20_000;
const DAYS = 10;
const BLOCK_ROWS = 50_000;
const WARM_ROUNDS = 2;
const ROUNDS = 20;
/** A slow design is asked less often: the whole table should not take half an hour. */
const BUSY_SECONDS_MAX = 25;
/** More than are asked for: three a round. */
const WORDS = 3 * (WARM_ROUNDS + 2 * ROUNDS) + 3;
const resourceId = (app: number) => `00000000-0000-4000-8000-${String(app).padStart(12, "0")}`;

answerParent({
  async measure(options: DesignOptions): Promise<DesignResult[]> {
    const dir = await makeTempDir();
    const clickhouse = await openEmbeddedClickHouse(path.join(dir, "clickhouse"));
    try {
      const { insertCpu, rows, words } = await fill(clickhouse, options);
      const results: DesignResult[] = [];
      for (const [i, name] of options.designs.entries()) {
        await clickhouse.command(`RENAME TABLE ${tableOf(i)} TO log_lines`);
        const mergeCpu = await merge(clickhouse);
        results.push({
          name,
          insertCpu: ((insertCpu[i] ?? 0) / rows) * 1e6,
          mergeCpu: (mergeCpu / rows) * 1e6,
          bytesPerLine: (await bytesOf(clickhouse)) / rows,
          questions: await ask(clickhouse, words, options),
        });
        await clickhouse.command(`RENAME TABLE log_lines TO ${tableOf(i)}`);
      }
      return results;
    } finally {
      await clickhouse.close();
      removeDir(dir);
    }
  },
});

const tableOf = (design: number) => `design_${design}`;

/** @returns CPU-seconds of each design's inserts, which build no index: the merge does, so it costs what building adds */
async function fill(clickhouse: ClickHouse, { designs, lines, resources }: DesignOptions) {
  for (const [i, design] of designs.entries()) {
    await createDesign(clickhouse, design);
    await clickhouse.command(`RENAME TABLE log_lines TO ${tableOf(i)}`);
  }
  const frames = poolOf(resources);
  const count = Math.ceil(lines / LINES_PER_FRAME);
  const turns = Math.floor(count / resources);
  const words = Array.from({ length: WORDS }, () => `rare${Math.random().toString(16).slice(2, 14).padEnd(12, "0")}`);
  const wordAtTurn = new Map(words.map((word, i) => [Math.floor(((i + 0.5) * turns) / words.length), word]));
  const newestMs = Date.now() - 2_000;
  const insertCpu = designs.map(() => 0);
  const memory = createReadingMemory();
  let rows = 0;
  let block = new LineBlock();
  const flush = async (turn: number) => {
    const { columns, parts } = block.encode();
    rows += block.rows;
    for (const i of turn % 2 === 0 ? designs.keys() : [...designs.keys()].reverse()) {
      const token = `fill-${turn}`;
      const spent = await cpuOf(() => clickhouse.insertBlock(tableOf(i), columns, parts, token));
      insertCpu[i] = (insertCpu[i] ?? 0) + spent;
    }
    block = new LineBlock();
  };
  for (let i = 0, turn = 0; i < count; i++) {
    const frame = frames[i % frames.length] as CorpusFrame;
    // Denser towards now, as in P7's history.
    const receivedAtMs = Math.floor(newestMs - ((count - 1 - i) / count) ** 1.5 * DAYS * 86_400_000);
    const word = frame.app === 0 ? wordAtTurn.get(Math.floor(i / resources)) : undefined;
    const placed = { frame, resourceId: resourceId(frame.app), receivedAtMs, frameSeq: i };
    addFrame(block, placed, { memory, extraMessage: word });
    if (block.rows >= BLOCK_ROWS || i === count - 1) await flush(turn++);
  }
  return { insertCpu, rows, words };
}

const poolOf = (resources: number) =>
  makeFrames({ apps: resources, frames: POOL_FRAMES, linesPerFrame: LINES_PER_FRAME });

async function merge(clickhouse: ClickHouse): Promise<number> {
  await clickhouse.command("SYSTEM START MERGES log_lines");
  return cpuOf(() => clickhouse.command("OPTIMIZE TABLE log_lines FINAL"));
}

async function bytesOf(clickhouse: ClickHouse): Promise<number> {
  const [size] = await clickhouse.query<{ bytes: number }>(
    "SELECT sum(bytes_on_disk) AS bytes FROM system.parts WHERE table = 'log_lines' AND active",
  );
  return size?.bytes ?? 0;
}

type Times = Record<QuestionName, { cpu: number[]; time: number[] }>;
const noTimes = () => Object.fromEntries(QUESTIONS.map((name) => [name, { cpu: [], time: [] }])) as unknown as Times;

async function ask(clickhouse: ClickHouse, words: readonly string[], options: DesignOptions) {
  let asked = 0;
  const asking: Asking = {
    clickhouse,
    resourceId: resourceId(0),
    days: DAYS,
    nextWord: () => words[asked++] ?? "",
  };
  const rounds = async (first: number, count: number, times: Times, isOver = () => false) => {
    for (let round = first; round < first + count && !isOver(); round++)
      await askAll(asking, round, async (question, work) => {
        const startedAtMs = performance.now();
        const [answer, cpu] = await withCpu(work);
        times[question].time.push(performance.now() - startedAtMs);
        times[question].cpu.push(cpu * 1000);
        return answer;
      });
  };
  const [idle, busy] = [noTimes(), noTimes()];
  await rounds(0, WARM_ROUNDS, noTimes());
  await rounds(WARM_ROUNDS, ROUNDS, idle);
  await besideInserts(clickhouse, options, (isOver) => rounds(WARM_ROUNDS + ROUNDS, ROUNDS, busy, isOver));
  return Object.fromEntries(
    QUESTIONS.map((name): [QuestionName, QuestionResult] => [
      name,
      {
        cpu: percentile(idle[name].cpu, 0.5),
        idle: percentile(idle[name].time, 0.5),
        busyP95: percentile(busy[name].time, 0.95),
      },
    ]),
  ) as Record<QuestionName, QuestionResult>;
}

/** One block a second, made before: the service makes its own on another thread than the one that answers. */
async function besideInserts(
  clickhouse: ClickHouse,
  { resources, busyLinesPerSecond }: DesignOptions,
  work: (isOver: () => boolean) => Promise<void>,
): Promise<void> {
  const frames = poolOf(resources);
  const blocks: EncodedLines[] = [];
  for (let second = 0; second < BUSY_SECONDS_MAX; second++) {
    const block = new LineBlock();
    const memory = createReadingMemory();
    for (let i = 0; block.rows < busyLinesPerSecond; i++) {
      const frame = frames[(second * 7 + i) % frames.length] as CorpusFrame;
      const receivedAtMs = Date.now() - 1_000 * (BUSY_SECONDS_MAX - second) + (i % 1_000);
      const placed = { frame, resourceId: resourceId(frame.app), receivedAtMs, frameSeq: second * 100_000 + i };
      addFrame(block, placed, { memory });
    }
    blocks.push(block.encode());
  }
  let isDone = false;
  const inserting = (async () => {
    for (const [i, { columns, parts }] of blocks.entries()) {
      const nextAtMs = performance.now() + 1_000;
      if (isDone) return;
      await clickhouse.insertBlock("log_lines", columns, parts, `busy-${i}`);
      await sleep(Math.max(0, nextAtMs - performance.now()));
    }
    isDone = true;
  })();
  await work(() => isDone);
  isDone = true;
  await inserting;
}

async function cpuOf(work: () => Promise<unknown>): Promise<number> {
  return (await withCpu(work))[1];
}

/** CPU-seconds of this process meanwhile: nothing else runs in it, but for inserts beside. */
async function withCpu<T>(work: () => Promise<T>): Promise<[T, number]> {
  const before = process.cpuUsage();
  const answer = await work();
  const { user, system } = process.cpuUsage(before);
  return [answer, (user + system) / 1e6];
}
