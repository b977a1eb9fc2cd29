import { randomUUID } from "node:crypto";
import { setTimeout as sleep } from "node:timers/promises";
import type { LoadJob, LoadResult } from "../load/job.ts";
import { type Load, startLoad } from "../load/start-load.ts";
import { readTree, subtractCpu } from "../process/tree.ts";
import { assertCounts, storedLines, waitUntilNewest, waitUntilSearchable, waitUntilStored } from "../service/search.ts";
import { type Resource, type Service, startService } from "../service/start-service.ts";

/** As many connections as Logplex might hold to one add-on for twenty busy apps. */
export const SENDERS = 8;
export const APPS = 20;
/** A pool of about 280,000 different lines, used again and again with new times. */
const POOL_LINES = 280_000;

export interface Ready {
  service: Service;
  resources: Resource[];
  load: Load;
}

/** A fresh service with twenty resources and a load process with its frames built; all of it gone afterwards. */
export async function withLoadedService<T>(
  options: { linesPerFrame: number; dataDir?: string; uuids?: readonly string[] },
  work: (ready: Ready) => Promise<T>,
): Promise<T> {
  const service = await startService(options.dataDir);
  try {
    const uuids = options.uuids ?? Array.from({ length: APPS }, () => randomUUID());
    const resources = await service.provision(uuids);
    const load = await loadFor(service, resources, options.linesPerFrame);
    try {
      return await work({ service, resources, load });
    } finally {
      await load.close();
    }
  } finally {
    await service.stop();
    if (options.dataDir === undefined) service.remove();
  }
}

export function loadFor(service: Service, resources: readonly Resource[], linesPerFrame: number): Promise<Load> {
  const frames = Math.max(resources.length, Math.ceil(POOL_LINES / linesPerFrame));
  return startLoad({
    port: service.port,
    corpus: { apps: resources.length, frames, linesPerFrame },
    drainTokens: resources.map((resource) => resource.drainToken),
  });
}

export interface IngestResult {
  sent: LoadResult;
  /** From the first byte sent until the service had stored all lines and a search found the newest of each resource. */
  searchableMs: number;
  /** What counting all of them by searches took afterwards. */
  countingMs: number;
  searchableLinesPerSecond: number;
  acceptedLinesPerSecond: number;
  /** CPU-seconds per million lines: service (web, workers and chDB are one process), redis-server, postgres, senders. */
  cpuPerMillion: Record<string, number>;
  spilledFrames: number;
  spoolBytesMax: number;
  service: MemoryUse;
}

export interface MemoryUse {
  /** Of the service's own process, and of the tree with redis and postgres. */
  rssMax: number;
  treeRssMax: number;
  /** The service's process over the run, one sample a second. */
  rssSamples: number[];
}

/**
 * Sends, then waits until all lines that were answered 204 are stored and the newest of each resource is found; watches CPU, memory
 * and spool meanwhile. Then searches count every line of the run: those take seconds of a machine that is still merging,
 * which is no part of taking lines in.
 *
 * @throws Error when a search counts one line more or less
 */
export async function ingest(ready: Ready, job: LoadJob, countedBefore: readonly number[]): Promise<IngestResult> {
  const { service, resources, load } = ready;
  const spilled = async () => (await service.metric("draintrail_drain_frames_total", /outcome="spilled"/)) ?? 0;
  const spilledBefore = await spilled();
  const storedBefore = await storedLines(service);
  const before = await readTree(service.pid);
  const watch = watchMemory(service);
  const startedAtMs = performance.now();
  const sent = await load.send(job);
  const expected = sent.linesByToken.map((lines, i) => lines + (countedBefore[i] ?? 0));
  // Counting twenty resources ten times a second would take half a core from what is measured; the counter takes none.
  await waitUntilStored(service, storedBefore + sent.lines);
  await waitUntilNewest(service, resources, sent.newestMsByToken);
  const searchableMs = performance.now() - startedAtMs;
  const cpu = subtractCpu(await readTree(service.pid), before);
  const { spoolBytesMax, ...memory } = await watch.end();
  const countedFromMs = performance.now();
  await assertCounts(service, resources, expected);
  const countingMs = performance.now() - countedFromMs;
  return {
    sent,
    searchableMs,
    countingMs,
    searchableLinesPerSecond: sent.lines / (searchableMs / 1000),
    acceptedLinesPerSecond: sent.lines / (sent.elapsedMs / 1000),
    cpuPerMillion: Object.fromEntries(
      Object.entries({ ...cpu, senders: sent.cpuSeconds }).map(([name, seconds]) => [
        name,
        (seconds / sent.lines) * 1e6,
      ]),
    ),
    spilledFrames: (await spilled()) - spilledBefore,
    spoolBytesMax,
    service: memory,
  };
}

/** Just-in-time compilation, first merges and caches are not what is asked about. @returns lines by resource so far */
export async function warmUp(ready: Ready, lines: number): Promise<number[]> {
  const { linesByToken } = await ready.load.send({ senders: SENDERS, lines });
  await waitUntilSearchable(ready.service, ready.resources, linesByToken);
  return linesByToken;
}

function watchMemory(service: Service): { end(): Promise<MemoryUse & { spoolBytesMax: number }> } {
  const seen = { rssMax: 0, treeRssMax: 0, rssSamples: [] as number[], spoolBytesMax: 0 };
  let isOver = false;
  const loop = async () => {
    while (!isOver) {
      const [tree, spool] = await Promise.all([readTree(service.pid), service.metric("draintrail_spool_bytes")]);
      const own = tree.rssBytes.service ?? 0;
      seen.rssSamples.push(own);
      seen.rssMax = Math.max(seen.rssMax, own);
      seen.treeRssMax = Math.max(
        seen.treeRssMax,
        Object.values(tree.rssBytes).reduce((a, b) => a + b, 0),
      );
      seen.spoolBytesMax = Math.max(seen.spoolBytesMax, spool ?? 0);
      await sleep(1_000);
    }
  };
  const running = loop();
  return {
    async end() {
      isOver = true;
      await running;
      return seen;
    },
  };
}

/** What a reader of the figures must know about how they came to be; empty when all went well. */
export function trouble(service: Service, sent: LoadResult): string {
  const said: string[] = [];
  if (sent.retries > 0) said.push(`${sent.retries} retries`);
  if (sent.lostFrames > 0) said.push(`${sent.lostFrames} frames given up`);
  const others = Object.entries(sent.statuses).filter(([status]) => status !== "204");
  if (others.length > 0) said.push(`answers ${others.map(([status, n]) => `${status}: ${n}`).join(", ")}`);
  for (const [sentence, count] of service.complaints) said.push(`service said ${count} x "${sentence}"`);
  return said.join("; ");
}
