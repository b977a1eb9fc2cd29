import { setTimeout as sleep } from "node:timers/promises";
import type { Services } from "../app/context.ts";
import type { RunningPart } from "../app/web-process.ts";
import { registry } from "./registry.ts";

/**
 * A Redis that came back empty (a failover to a bare replica) knows no schedule, and nothing would run by itself until a
 * worker starts. A minute is what the shortest intervals can miss without harm; writing them again costs three
 * commands a schedule.
 */
const AGAIN_MS = 60_000;

/**
 * Schedules every worker that runs by itself, and does so again every `againMs` until stopped: a schedule that is there
 * already stays as it is, whichever process wrote it.
 */
export async function keepSchedules(
  { queues, log }: Pick<Services, "queues" | "log">,
  againMs = AGAIN_MS,
): Promise<RunningPart> {
  const stopped = new AbortController();
  const { signal } = stopped;
  const scheduleAll = async () => {
    for (const worker of registry)
      if (worker.everyMs !== undefined && !signal.aborted) await queues.schedule(worker.name, {}, worker.everyMs);
  };
  const keep = async () => {
    while (!signal.aborted) {
      await sleep(againMs, undefined, { signal, ref: false }).catch(() => {}); // only stopping ends it early
      await scheduleAll().catch((error: unknown) => log.warn({ err: error }, "schedules not written"));
    }
  };
  await scheduleAll();
  void keep();
  return {
    // A round that waits for Redis is not waited for: it ends with the queues' connection.
    async stop() {
      stopped.abort();
    },
  };
}
