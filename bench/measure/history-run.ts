import { randomBytes, randomUUID } from "node:crypto";
import { setTimeout as sleep } from "node:timers/promises";
import { askOnce } from "../process/child.ts";
import { makeTempDir, removeDir } from "../process/temp-dir.ts";
import type { RunContext } from "../row.ts";
import type { Resource } from "../service/start-service.ts";
import type { HistoryOptions } from "../store/history.ts";
import { APPS, SENDERS, withLoadedService } from "./ingest.ts";
import { DAYS, type Latencies, measureSearch, ROUNDS } from "./search-latency.ts";

const LINES = 2_000_000;
const LINES_PER_FRAME = 277;
/** P8 asks what ten times the lines cost. */
const GROWTH = 10;

export interface HistoryRun {
  lines: number;
  idle: Latencies;
  /** While frames come at half of P1's rate. */
  busy: Latencies;
  busyLinesPerSecond: number;
}

/** Searches on days of history of twenty resources, idle and beside ingest; for P7, and its idle half for P8. */
export function largeHistory(context: RunContext): Promise<HistoryRun> {
  return context.once("large history", async () => {
    const linesPerSecond = Math.round((await context.fullRate()) / 2);
    return withHistory(context.lines(LINES, "P7", "P8"), async (ready, lines, words) => {
      const [resource] = ready.resources as [Resource];
      await measureSearch(ready.service, resource, words, 0); // warm: code and page cache, as a service that runs has them
      const idle = await measureSearch(ready.service, resource, words, ROUNDS);
      const sending = ready.load.send({ senders: SENDERS, linesPerSecond });
      await sleep(2_000);
      const busy = await measureSearch(ready.service, resource, words, 2 * ROUNDS);
      await ready.load.stop();
      const sent = await sending;
      return { lines, idle, busy, busyLinesPerSecond: sent.lines / (sent.elapsedMs / 1000) };
    });
  });
}

/** The same questions, idle, on a tenth of the lines. */
export function smallHistory(context: RunContext): Promise<{ lines: number; idle: Latencies }> {
  return context.once("small history", () =>
    withHistory(context.lines(LINES, "P7", "P8") / GROWTH, async (ready, lines, words) => {
      const [resource] = ready.resources as [Resource];
      await measureSearch(ready.service, resource, words, 0);
      return { lines, idle: await measureSearch(ready.service, resource, words, ROUNDS) };
    }),
  );
}

type Ready = Parameters<Parameters<typeof withLoadedService>[1]>[0];

async function withHistory<T>(
  lines: number,
  work: (ready: Ready, lines: number, rareWords: string[]) => Promise<T>,
): Promise<T> {
  const dataDir = await makeTempDir();
  try {
    const resourceIds = Array.from({ length: APPS }, () => randomUUID());
    const rareWords = Array.from({ length: 3 * ROUNDS }, () => `rare${randomBytes(8).toString("hex")}`);
    const options: HistoryOptions = { dataDir, resourceIds, lines, days: DAYS, rareWords };
    const filled = await askOnce<{ rows: number }>(new URL("../store/history.js", import.meta.url), "fill", options);
    return await withLoadedService({ linesPerFrame: LINES_PER_FRAME, dataDir, uuids: resourceIds }, (ready) =>
      work(ready, filled.rows, rareWords),
    );
  } finally {
    removeDir(dataDir);
  }
}
