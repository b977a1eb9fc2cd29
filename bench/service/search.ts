import { setTimeout as sleep } from "node:timers/promises";
import { requestJson } from "./http.ts";
import type { Resource, Service } from "./start-service.ts";

/** Ranges end in the future: a line's own time may be a moment ahead of the question's. */
const soon = () => new Date(Date.now() + 3_600_000).toISOString();

/** Lines a search would find now, by the public API: the sum of the histogram's counts. */
export async function countSearchable(service: Service, resource: Resource): Promise<number> {
  const query = new URLSearchParams({ from: "-6h", to: soon(), buckets: "1" });
  const answer = await requestJson<{ data: { count: number }[] }>(
    service.port,
    "GET",
    `/api/v1/logs/histogram?${query}`,
    { bearer: resource.apiToken },
  );
  return answer.data.reduce((sum, bucket) => sum + bucket.count, 0);
}

const POLL_MS = 100;
/** Queries of ours cost the service CPU, so few at a time; a resource that is complete is not asked again. */
const ASKING = 4;
/** No line more in this long, and the wait is over: something is stuck, which is a result too. */
const STUCK_MS = 60_000;

/**
 * Waits until every resource shows `expected` lines in a search.
 *
 * @throws Error naming what is missing (or too much) when nothing moves for a minute
 */
export async function waitUntilSearchable(
  service: Service,
  resources: readonly Resource[],
  expected: readonly number[],
): Promise<void> {
  await eachResource(resources, (resource, i) => waitForOne(service, resource, expected[i] ?? 0));
}

/** Resolves when a search for the newest line of each resource finds one of its time, or a later one. */
export async function waitUntilNewest(
  service: Service,
  resources: readonly Resource[],
  newestMs: readonly number[],
): Promise<void> {
  await eachResource(resources, async (resource, i) => {
    const askedAtMs = performance.now();
    while ((await newestLineMs(service, resource)) < (newestMs[i] ?? 0)) {
      if (performance.now() - askedAtMs > STUCK_MS)
        throw new Error(`stuck: the newest line of a resource is not found after ${STUCK_MS / 1000} s`);
      await sleep(POLL_MS);
    }
  });
}

/** @throws Error when a search counts other than `expected` lines of a resource, each asked once */
export async function assertCounts(
  service: Service,
  resources: readonly Resource[],
  expected: readonly number[],
): Promise<void> {
  await eachResource(resources, async (resource, i) => {
    const count = await countSearchable(service, resource);
    if (count !== expected[i]) throw new Error(`a search counts ${count} lines where ${expected[i]} were sent`);
  });
}

async function eachResource(
  resources: readonly Resource[],
  ask: (resource: Resource, i: number) => Promise<void>,
): Promise<void> {
  let next = 0;
  const some = async () => {
    for (let i = next++; i < resources.length; i = next++) await ask(resources[i] as Resource, i);
  };
  await Promise.all(Array.from({ length: ASKING }, some));
}

/** Time of the newest line a search finds, ms since the epoch; 0 when it finds none. */
async function newestLineMs(service: Service, resource: Resource): Promise<number> {
  const query = new URLSearchParams({ from: "-1h", to: soon(), limit: "1" });
  const { data } = await requestJson<{ data: { timestamp: string }[] }>(service.port, "GET", `/api/v1/logs?${query}`, {
    bearer: resource.apiToken,
  });
  return data[0] ? Date.parse(data[0].timestamp) : 0;
}

/** Lines the service says it has stored since it started. */
export async function storedLines(service: Service): Promise<number> {
  return (await service.metric("draintrail_lines_stored_total")) ?? 0;
}

/** Resolves when the service's own counter is there; whether that is true, searches tell afterwards. */
export async function waitUntilStored(service: Service, expected: number): Promise<void> {
  let last = -1;
  let movedAtMs = performance.now();
  for (;;) {
    const count = await storedLines(service);
    if (count >= expected) return;
    if (count !== last) movedAtMs = performance.now();
    last = count;
    if (performance.now() - movedAtMs > STUCK_MS)
      throw new Error(`stuck: ${count} of ${expected} lines stored, none more for ${STUCK_MS / 1000} s`);
    await sleep(POLL_MS);
  }
}

async function waitForOne(service: Service, resource: Resource, expected: number): Promise<void> {
  let last = -1;
  let movedAtMs = performance.now();
  for (;;) {
    const count = await countSearchable(service, resource);
    if (count === expected) return;
    if (count > expected) throw new Error(`${count} lines are stored where ${expected} were sent`);
    if (count !== last) movedAtMs = performance.now();
    last = count;
    if (performance.now() - movedAtMs > STUCK_MS)
      throw new Error(`stuck: ${count} of ${expected} lines searchable, none more for ${STUCK_MS / 1000} s`);
    await sleep(POLL_MS);
  }
}

/** Lines of one search; resolves with how many came and how long the whole call took. */
export async function search(
  service: Service,
  resource: Resource,
  params: Record<string, string>,
): Promise<{ lines: number; ms: number }> {
  const startedAtMs = performance.now();
  const answer = await requestJson<{ data: unknown[] }>(
    service.port,
    "GET",
    `/api/v1/logs?${new URLSearchParams(params)}`,
    { bearer: resource.apiToken },
  );
  return { lines: answer.data.length, ms: performance.now() - startedAtMs };
}

/** Asks every 100 ms until a search finds the word; ms since `sentAtMs` (performance.now), or null after 30 s. */
export async function waitForWord(
  service: Service,
  resource: Resource,
  word: string,
  sentAtMs: number,
): Promise<number | null> {
  while (performance.now() - sentAtMs < 30_000) {
    const { lines } = await search(service, resource, { query: word, from: "-10m", to: soon(), limit: "1" });
    if (lines > 0) return performance.now() - sentAtMs;
    await sleep(POLL_MS);
  }
  return null;
}
