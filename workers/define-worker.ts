import type { Services } from "../app/context.ts";
import type { JobName, JobPayloads } from "../app/domain/jobs.ts";

/** One kind of work: how many at once in a process, how often by itself, and the one verb it calls. */
export interface Worker<N extends JobName> {
  name: N;
  concurrency: number;
  /** Set: runs by itself, once over all processes. */
  everyMs?: number;
  /** @param progress told in percent, shown on the job */
  handle(services: Services, payload: JobPayloads[N], progress: (percent: number) => Promise<void>): Promise<unknown>;
  /** After the last try has failed: for work that somebody is waiting to hear of. */
  giveUp?(services: Services, payload: JobPayloads[N]): Promise<void>;
}

export function defineWorker<N extends JobName>(worker: Worker<N>): Worker<N> {
  return worker;
}
