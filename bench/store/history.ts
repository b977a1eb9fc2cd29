/**
 * Fills an empty chDB with days of history, by the service's own parser, block and insert but not through its door:
 * days of receipt cannot be sent in minutes. The service is then started on it.
 */
import path from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { dayToIndex } from "../../app/domain/logs/index-old-lines.ts";
import { createReadingMemory } from "../../app/domain/logs/reading-memory.ts";
import { ChangeBlock } from "../../app/stores/clickhouse/changes/change-block.ts";
import { insertChanges } from "../../app/stores/clickhouse/changes/changes.ts";
import { type ClickHouse, openEmbeddedClickHouse } from "../../app/stores/clickhouse/connection.ts";
import { LineBlock } from "../../app/stores/clickhouse/line-block.ts";
import { insertLines } from "../../app/stores/clickhouse/log-lines.ts";
import { indexDay, isTableChanging } from "../../app/stores/clickhouse/message-index.ts";
import { migrateClickHouse } from "../../migrations/clickhouse.ts";
import { makeFrames } from "../corpus/frames.ts";
import { answerParent } from "../process/child-side.ts";
import { addFrame } from "./blocks.ts";

export interface HistoryOptions {
  dataDir: string;
  resourceIds: readonly string[];
  lines: number;
  days: number;
  /** Each goes into one line of the first resource, evenly over its lines. */
  rareWords: readonly string[];
}

/** Small, so that even the smallest history has frames at all hours. */
const LINES_PER_FRAME = 10;
const POOL_FRAMES = 20_000;
/**
 * Lines grow denser towards now (the share younger than x days of d is (x/d)^(2/3)): an app grows, and in a history of
 * any size the last hour then holds more than the hundred lines that the first window of a search wants.
 */
const DENSITY = 1.5;
const BLOCK_ROWS = 50_000;
/** A block of changes costs as much as hundreds of its rows. */
const CHANGE_ROWS = 10_000;
/** The corpus has more lines that tell of changes than any app: of the frames of 50,000 lines a day this leaves 20. */
const TURNS_A_CHANGE = 20;
const DAY_MS = 86_400_000;
/** The service indexes what is there four times an hour; what came since is not. */
const INDEX_TURN_MS = 900_000;
/** The newest line is this old: what a busy app's newest line would be, and never in the future. */
const NEWEST_MS = 2_000;

answerParent({
  async fill(options: HistoryOptions): Promise<{ rows: number }> {
    const { dataDir, resourceIds, days, rareWords } = options;
    const clickhouse = await openEmbeddedClickHouse(path.join(dataDir, "clickhouse"));
    try {
      await migrateClickHouse(clickhouse, null);
      const frames = makeFrames({ apps: resourceIds.length, frames: POOL_FRAMES, linesPerFrame: LINES_PER_FRAME });
      const count = Math.ceil(options.lines / LINES_PER_FRAME);
      const newestMs = Date.now() - NEWEST_MS;
      const turns = Math.floor(count / resourceIds.length);
      if (turns < rareWords.length) throw new Error(`${options.lines} lines are too few for the marked ones`);
      const wordAtTurn = new Map(
        rareWords.map((word, i) => [Math.floor(((i + 0.5) * turns) / rareWords.length), word]),
      );
      const memory = createReadingMemory();
      let block = new LineBlock();
      let changes = new ChangeBlock();
      let rows = 0;
      let blocks = 0;
      let isIndexed = false;
      const flush = async () => {
        if (block.rows > 0) await insertLines(clickhouse, block.encode(), `history-${blocks++}`);
        block = new LineBlock();
      };
      const flushChanges = async () => {
        await insertChanges(clickhouse, changes);
        changes = new ChangeBlock();
      };
      for (let i = 0; i < count; i++) {
        const frame = frames[i % frames.length] as (typeof frames)[number];
        const age = ((count - 1 - i) / count) ** DENSITY;
        const receivedAtMs = Math.floor(newestMs - age * days * DAY_MS);
        if (!isIndexed && receivedAtMs > newestMs - INDEX_TURN_MS) {
          await flush();
          await mergeFinishedDays(clickhouse, new Date(receivedAtMs));
          await indexDays(clickhouse);
          isIndexed = true;
        }
        const resourceId = resourceIds[frame.app] as string;
        const turn = Math.floor(i / resourceIds.length);
        const word = frame.app === 0 ? wordAtTurn.get(turn) : undefined;
        const told = turn % TURNS_A_CHANGE === 0 ? changes : undefined;
        rows += addFrame(
          block,
          { frame, resourceId, receivedAtMs, frameSeq: i },
          { memory, extraMessage: word, changes: told },
        );
        if (block.rows >= BLOCK_ROWS) await flush();
        if (changes.rows >= CHANGE_ROWS) await flushChanges();
      }
      await flush();
      await flushChanges();
      await waitForMerges(clickhouse);
      return { rows };
    } finally {
      await clickhouse.close();
    }
  },
});

/** As ClickHouse has done half an hour after midnight (migrations/clickhouse/013). */
async function mergeFinishedDays(clickhouse: ClickHouse, now: Date): Promise<void> {
  await waitForMerges(clickhouse);
  const today = now.toISOString().slice(0, 10).replaceAll("-", "");
  const days = await clickhouse.query<{ day: string }>(
    "SELECT DISTINCT partition AS day FROM system.parts WHERE table = 'log_lines' AND active AND partition < {today:String}",
    { today },
  );
  for (const { day } of days)
    await clickhouse.command("OPTIMIZE TABLE log_lines PARTITION {day:String} FINAL", { day });
}

/** As the service's own job does it, a day a turn (workers/index-old-lines.ts). */
async function indexDays(clickhouse: ClickHouse): Promise<void> {
  await waitForMerges(clickhouse);
  for (;;) {
    const day = await dayToIndex(clickhouse, new Date());
    if (day === null) return;
    await indexDay(clickhouse, day);
    while (await isTableChanging(clickhouse)) await sleep(100);
  }
}

/** Merges go on behind an insert and would be in the way of the first searches. */
async function waitForMerges(clickhouse: ClickHouse): Promise<void> {
  const startedAtMs = performance.now();
  for (let quiet = 0; quiet < 4 && performance.now() - startedAtMs < 60_000; ) {
    const [now] = await clickhouse.query<{ n: number }>("SELECT count() AS n FROM system.merges");
    quiet = now?.n === 0 ? quiet + 1 : 0;
    await sleep(250);
  }
}
