import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { keepSchedules } from "../../workers/keep-schedules.ts";
import { registry } from "../../workers/registry.ts";
import { startWorkers } from "../../workers/start.ts";
import { eventually, startTestService, type TestService } from "../support/service.ts";

const AGAIN_MS = 100;
const repeating = registry.filter((worker) => worker.everyMs !== undefined).map((worker) => worker.name);

let service: TestService;
let workers: Awaited<ReturnType<typeof startWorkers>>;
let written: () => number;
beforeAll(async () => {
  service = await startTestService({ hasWorkers: false });
  const counted = withCount();
  written = counted.written;
  workers = await startWorkers(counted.services, { scheduleAgainMs: AGAIN_MS });
});
afterAll(async () => {
  await workers.stop();
  await service.stop();
});
beforeEach(() => service.services.stores.redis.commands.flushall());

/** The service, and how many schedules were written through it. */
function withCount() {
  let count = 0;
  const { queues } = service.services;
  const schedule: typeof queues.schedule = async (name, payload, everyMs) => {
    await queues.schedule(name, payload, everyMs);
    count++;
  };
  return { services: { ...service.services, queues: { ...queues, schedule } }, written: () => count };
}

/** Waits until every schedule was written `rounds` times more. */
async function roundsOf(count: () => number, rounds: number): Promise<void> {
  const wanted = count() + rounds * repeating.length;
  await eventually(async () => count() >= wanted);
}

const size = (queue: string, set: "repeat" | "delayed" | "completed") =>
  service.services.stores.redis.commands.zcard(`bull:${queue}:${set}`);

describe("what runs by itself, after Redis came back empty", () => {
  it("runs again", async () => {
    await eventually(async () => (await size("respool-frames", "completed")) > 0);
  });

  it("is scheduled once, however often the schedules are written, and by however many workers", async () => {
    const other = withCount();
    const { stop } = await keepSchedules(other.services, AGAIN_MS);
    await roundsOf(written, 3);
    await roundsOf(other.written, 3);
    await stop();
    for (const queue of repeating) {
      expect(await size(queue, "repeat")).toBe(1);
      // One, or two while a job whose time has come is being taken: the next is there before it is gone.
      expect(await size(queue, "delayed")).toBeLessThanOrEqual(2);
    }
  });

  it("is not scheduled again by a worker that was stopped", async () => {
    const stopped = withCount();
    const { stop } = await keepSchedules(stopped.services, AGAIN_MS);
    await stop();
    const before = stopped.written();
    await roundsOf(written, 3);
    expect(stopped.written()).toBe(before);
  });
});
