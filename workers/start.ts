import { isEmbedded } from "../app/config.ts";
import type { Services } from "../app/context.ts";
import { runStoreChanges } from "../app/domain/changes/run-store-changes.ts";
import type { JobName } from "../app/domain/jobs.ts";
import { runStoreFrames } from "../app/domain/logs/run-store-frames.ts";
import type { RunningPart } from "../app/web-process.ts";
import type { Worker } from "./define-worker.ts";
import { keepSchedules } from "./keep-schedules.ts";
import { registry } from "./registry.ts";

type FailedJob = Parameters<Parameters<Services["queues"]["onFailed"]>[0]>[1];

/** Starts the loops that store frames and their changes, and every worker of the registry; `stop` finishes what is in flight. @param options for tests */
export async function startWorkers(
  services: Services,
  options: { scheduleAgainMs?: number } = {},
): Promise<RunningPart> {
  const { queues, log, config } = services;
  const frames = isEmbedded(config) ? await runStoreFrames(services, "embedded") : await runStoreFrames(services);
  const changes = runStoreChanges(services);
  for (const worker of registry) {
    queues.work(worker.name, worker.concurrency, async (payload, job) => {
      const startedAtMs = performance.now();
      const wide = { job: worker.name, jobId: job.id, attempt: job.attemptsMade + 1, ...payload };
      try {
        await worker.handle(services, payload, (percent) => job.progress(percent));
        log.debug({ ...wide, ms: Math.round(performance.now() - startedAtMs) }, "job done");
      } catch (error) {
        log.error({ ...wide, err: error, ms: Math.round(performance.now() - startedAtMs) }, "job failed");
        throw error;
      }
    });
  }
  const schedules = await keepSchedules(services, options.scheduleAgainMs);
  queues.onFailed((name, job) => {
    const worker = registry.find((each) => each.name === name);
    if (worker?.giveUp) void giveUp(services, worker, job);
  });
  // The queues themselves are closed with the stores: closing waits for running jobs.
  return {
    async stop() {
      await schedules.stop();
      await frames.stop();
      await changes.stop();
    },
  };
}

/** The queue tells of every failed try, and of jobs whose worker died too often; only the last one ends it. */
async function giveUp(services: Services, worker: Worker<JobName>, job: FailedJob): Promise<void> {
  try {
    if (await job.isFailed()) await worker.giveUp?.(services, job.data);
  } catch (error) {
    services.log.error({ job: worker.name, jobId: job.id, err: error }, "job not given up");
  }
}
