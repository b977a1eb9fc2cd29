import { once } from "node:events";
import Bull, { type Job, type Queue } from "bull";
import type { Redis } from "ioredis";
import { connectRedis } from "./connection.ts";

/**
 * The work queues, one Bull queue a job name.
 * Bull wants up to three connections a queue; two of the three kinds are shared by all of them.
 */
export interface Queues<Payloads extends object> {
  enqueue<N extends keyof Payloads & string>(name: N, payload: Payloads[N]): Promise<void>;
  /** Starts working on a queue. `handle` rejects: the job is tried again as its policy says. */
  work<N extends keyof Payloads & string>(
    name: N,
    concurrency: number,
    handle: (payload: Payloads[N], job: Job<Payloads[N]>) => Promise<unknown>,
  ): void;
  /** Runs a job every `everyMs`, once over all processes. */
  schedule<N extends keyof Payloads & string>(name: N, payload: Payloads[N], everyMs: number): Promise<void>;
  /** Every queue that has a policy, whether this process has used it or not; for the operator's page. */
  all(): Queue[];
  onFailed(listener: (name: string, job: Job, error: Error) => void): void;
  /** Finishes running jobs, takes no new ones. */
  close(): Promise<void>;
}

/** Breaks a connection, for good. Of one that was just being made again ioredis tells no end. */
async function end(connection: Redis): Promise<void> {
  const ended = connection.status === "ready" ? once(connection, "end") : null;
  connection.disconnect();
  await ended;
}

/**
 * Of what waits for jobs. Bull asks it to quit when a queue pauses, which Redis answers once a job has come; after half a
 * second Bull breaks it off all the same.
 */
function breakOffAtOnce(waiting: Redis): Redis {
  waiting.quit = async () => {
    waiting.disconnect();
    return "OK";
  };
  return waiting;
}

/**
 * A job whose worker died is taken over once its lock has run out and somebody has looked: with Bull's own 30 and 30 seconds that
 * is up to a minute, in which frames may wait in Postgres. A lock is renewed at half of its time, and no turn of our event loop
 * takes more than a second. Looking is one short script a queue.
 */
const TAKEOVER = { lockDuration: 20_000, stalledInterval: 15_000 };

export function openQueues<Payloads extends object>(
  redisUrl: string,
  policies: { [N in keyof Payloads]: Bull.JobOptions },
  onError: (error: Error) => void,
): Queues<Payloads> {
  // Bull insists on these two settings for the connections that wait.
  const waiting = { maxRetriesPerRequest: null, enableReadyCheck: false };
  const opened: Redis[] = [];
  const open = (options: object) => {
    const client = connectRedis(redisUrl, options);
    client.on("error", onError);
    client.setMaxListeners(0); // one set of listeners a queue, on connections that all queues share
    opened.push(client);
    return client;
  };
  const client = open({ maxRetriesPerRequest: null });
  const subscriber = open(waiting);
  const queues = new Map<string, Queue>();
  const failedListeners: ((name: string, job: Job, error: Error) => void)[] = [];
  const queue = (name: string): Queue => {
    const known = queues.get(name);
    if (known) return known;
    const created = new Bull(name, {
      defaultJobOptions: policies[name as keyof Payloads],
      settings: TAKEOVER,
      createClient: (type) =>
        type === "client" ? client : type === "subscriber" ? subscriber : breakOffAtOnce(open(waiting)),
    });
    created.on("error", onError);
    created.on("failed", (job, error) => {
      for (const listener of failedListeners) listener(name, job, error);
    });
    queues.set(name, created);
    return created;
  };
  return {
    async enqueue(name, payload) {
      await queue(name).add(payload);
    },
    work(name, concurrency, handle) {
      queue(name).process(concurrency, (job) => handle(job.data, job));
    },
    async schedule(name, payload, everyMs) {
      // A changed interval would otherwise leave the old schedule running beside the new one.
      for (const repeat of await queue(name).getRepeatableJobs())
        if (Number(repeat.every) !== everyMs) await queue(name).removeRepeatableByKey(repeat.key);
      await queue(name).add(payload, { repeat: { every: everyMs } });
    },
    all: () => Object.keys(policies).map(queue),
    onFailed: (listener) => void failedListeners.push(listener),
    async close() {
      const all = [...queues.values()];
      await Promise.all(all.map((q) => q.pause(true).catch(() => {}))); // Redis may be away
      // Ahead of Bull's own closing: each queue would quit the connections they share, and wait half a second for an answer
      // that only the first of them gets.
      await Promise.all([client, subscriber].map(end));
      await Promise.all(all.map((q) => q.close()));
      // Bull connects anew what waits for jobs, to break the waiting off.
      await Promise.all(opened.map(end));
    },
  };
}
