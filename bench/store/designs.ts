/**
 * The same lines into tables of different designs in one chDB, and the same questions to each: what an index, a codec or
 * a column costs and brings. CPU and not time is measured, because it stays when the machine is busy.
 */
import { readFile } from "node:fs/promises";
import path from "node:path";
import { projectRoot } from "../../app/lib/project-root.ts";
import { type ClickHouse, openEmbeddedClickHouse } from "../../app/stores/clickhouse/connection.ts";
import { LineBlock } from "../../app/stores/clickhouse/line-block.ts";
import { makeFrames } from "../corpus/frames.ts";
import { percentile } from "../percentile.ts";
import { answerParent } from "../process/child-side.ts";
import { makeTempDir, removeDir } from "../process/temp-dir.ts";
import { addFrame } from "./blocks.ts";

/** Change a design's definition of `log_lines` as migration 001 has it. */
type Design = (ddl: string) => string;
const withPart = (part: string) => (ddl: string) => ddl.replace(/\n\)\nENGINE/, `,\n    ${part}\n)\nENGINE`);
const withIndex = (type: string) => withPart(`INDEX words lower(message) TYPE ${type}`);
const withCodec = (codec: string) => (ddl: string) => ddl.replace(/(message +String CODEC)\(.*\)/, `$1(${codec})`);
const withSettings = (settings: string) => (ddl: string) => `${ddl}, ${settings}`;

export const DESIGNS = {
  plain: (ddl) => ddl,
  "message LZ4": withCodec("LZ4"),
  "message LZ4HC": withCodec("LZ4HC(3)"),
  "status column": withPart("key_status LowCardinality(String) MATERIALIZED fields['status']"),
  "map in buckets": withSettings(
    "map_serialization_version = 'with_buckets', map_buckets_min_avg_size = 0, map_buckets_strategy = 'constant', max_buckets_in_map = 16",
  ),
  "words, tokenbf_v1": withIndex("tokenbf_v1(32768, 3, 0) GRANULARITY 1"),
  "pieces, ngrambf_v1 of 4 blocks": withIndex("ngrambf_v1(6, 131072, 1, 0) GRANULARITY 4"),
  "pieces, ngrambf_v1 of 1 block": withIndex("ngrambf_v1(6, 65536, 1, 0) GRANULARITY 1"),
  "pieces, sparse_grams": withIndex("sparse_grams(5, 100, 7, 32768, 1, 0) GRANULARITY 1"),
  "words, text": withIndex("text(tokenizer = 'splitByNonAlpha', posting_list_codec = 'bitpacking')"),
} satisfies Record<string, Design>;
export type DesignName = keyof typeof DESIGNS;

export interface DesignResult {
  name: DesignName;
  /** CPU-seconds per million lines: inserting blocks, and merging them once. */
  insertCpu: number;
  mergeCpu: number;
  bytesPerLine: number;
  /** Median CPU of each question over the whole history of the first resource, ms. */
  questions: Record<QuestionName, number>;
}

/** A question's condition; each asking is of another word, so that nothing is remembered. */
const QUESTIONS = {
  word: (word: string) => `lower(message) LIKE '%${word}%'`,
  "whole word": (word: string) => `hasToken(lower(message), '${word}')`,
  id: (word: string) => `lower(message) LIKE '%7d0c5a51-${word.slice(-4)}-4c55-9b0e-2d1b6f0a9e11%'`,
  status: (word: string) =>
    `toUInt16OrZero(STATUS) >= 500 AND cityHash64(message_len, '${word}') % 2 = 0 AND ignore('${word}') = 0`,
} as const;
type QuestionName = keyof typeof QUESTIONS;

const LINES_PER_FRAME = 10;
const DAYS = 10;
const BLOCK_ROWS = 50_000;
const ROUNDS = 7;
const resourceId = (app: number) => `00000000-0000-4000-8000-${String(app).padStart(12, "0")}`;
const tableOf = (name: DesignName) => `design_${Object.keys(DESIGNS).indexOf(name)}`;

answerParent({
  async measure({ lines, resources }: { lines: number; resources: number }): Promise<DesignResult[]> {
    const dir = await makeTempDir();
    const clickhouse = await openEmbeddedClickHouse(path.join(dir, "clickhouse"));
    try {
      const names = Object.keys(DESIGNS) as DesignName[];
      await createTables(clickhouse, names);
      const inserted = await fill(clickhouse, names, lines, resources);
      const results: DesignResult[] = [];
      for (const name of names) {
        const mergeCpu = await merge(clickhouse, name);
        const [size] = await clickhouse.query<{ bytes: number; lines: number }>(
          "SELECT sum(bytes_on_disk) AS bytes, sum(rows) AS lines FROM system.parts WHERE table = {table:String} AND active",
          { table: tableOf(name) },
        );
        const stored = size?.lines ?? 0;
        results.push({
          name,
          insertCpu: ((inserted.get(name) ?? 0) / stored) * 1e6,
          mergeCpu: (mergeCpu / stored) * 1e6,
          bytesPerLine: (size?.bytes ?? 0) / stored,
          questions: await ask(clickhouse, name),
        });
      }
      return results;
    } finally {
      await clickhouse.close();
      removeDir(dir);
    }
  },
});

async function createTables(clickhouse: ClickHouse, names: readonly DesignName[]): Promise<void> {
  const file = path.join(projectRoot, "migrations/clickhouse/001_log_lines.sql");
  const ddl = (await readFile(file, "utf8")).replace(/^\s*--.*$/gm, "").trim();
  for (const name of names) {
    await clickhouse.command(DESIGNS[name](ddl).replace("log_lines", tableOf(name)));
    await clickhouse.command(`SYSTEM STOP MERGES ${tableOf(name)}`); // their CPU is measured on its own
  }
}

/** @returns CPU-seconds of each design's inserts, which build no index: the merge does, so it costs what building adds */
async function fill(clickhouse: ClickHouse, names: readonly DesignName[], lines: number, resources: number) {
  const frames = makeFrames({ apps: resources, frames: 20_000, linesPerFrame: LINES_PER_FRAME });
  const count = Math.ceil(lines / LINES_PER_FRAME);
  const newestMs = Date.now() - 2_000;
  const cpu = new Map<DesignName, number>();
  let block = new LineBlock();
  const flush = async (isForward: boolean) => {
    const { columns, parts } = block.encode();
    for (const name of isForward ? names : [...names].reverse()) {
      const token = `${name}-${cpu.get(name) ?? 0}`;
      const spent = await cpuOf(() => clickhouse.insertBlock(tableOf(name), columns, parts, token));
      cpu.set(name, (cpu.get(name) ?? 0) + spent);
    }
    block = new LineBlock();
  };
  for (let i = 0, blocks = 0; i < count; i++) {
    const frame = frames[i % frames.length] as (typeof frames)[number];
    const receivedAtMs = Math.floor(newestMs - ((count - 1 - i) / count) ** 1.5 * DAYS * 86_400_000);
    addFrame(block, { frame, resourceId: resourceId(frame.app), receivedAtMs, frameSeq: i });
    if (block.rows >= BLOCK_ROWS || i === count - 1) await flush(blocks++ % 2 === 0);
  }
  return cpu;
}

async function merge(clickhouse: ClickHouse, name: DesignName): Promise<number> {
  await clickhouse.command(`SYSTEM START MERGES ${tableOf(name)}`);
  const spent = await cpuOf(() => clickhouse.command(`OPTIMIZE TABLE ${tableOf(name)} FINAL`));
  await clickhouse.command(`SYSTEM STOP MERGES ${tableOf(name)}`);
  return spent;
}

async function ask(clickhouse: ClickHouse, name: DesignName): Promise<Record<QuestionName, number>> {
  const status = name === "status column" ? "key_status" : "fields['status']";
  const medians = {} as Record<QuestionName, number>;
  for (const [question, condition] of Object.entries(QUESTIONS) as [QuestionName, (word: string) => string][]) {
    const spent: number[] = [];
    for (let round = -2; round < ROUNDS; round++) {
      const word = `nowhere${Math.random().toString(36).slice(2, 12)}`;
      const cpu = await cpuOf(() =>
        clickhouse.query(
          `SELECT count() AS n FROM ${tableOf(name)}
           WHERE resource_id = {resource:UUID} AND ${condition(word).replace("STATUS", status)}`,
          { resource: resourceId(0) },
        ),
      );
      if (round >= 0) spent.push(cpu * 1000);
    }
    medians[question] = percentile(spent, 0.5);
  }
  return medians;
}

/** CPU-seconds of this process meanwhile: nothing else runs in it. */
async function cpuOf(work: () => Promise<unknown>): Promise<number> {
  const before = process.cpuUsage();
  await work();
  const { user, system } = process.cpuUsage(before);
  return (user + system) / 1e6;
}
