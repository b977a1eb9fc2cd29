import type { RedisConnections } from "./connection.ts";

/** What the processes have counted: a text each, and a list of them by when they last told. Forgotten with their process. */
const textKey = (process: string) => `metrics:${process}`;
const LIST_KEY = "metrics:processes";

/** Six tellings missed (fleet-metrics.ts), and a process counts as gone. */
const KEPT_SECONDS = 60;

export async function tell(
  { commands }: RedisConnections,
  process: string,
  text: string,
  nowMs: number,
): Promise<void> {
  await commands
    .multi()
    .set(textKey(process), text, "EX", KEPT_SECONDS)
    .zadd(LIST_KEY, nowMs, process)
    .zremrangebyscore(LIST_KEY, 0, nowMs - KEPT_SECONDS * 1000)
    .exec();
}

/** The newest text of each process that lives. */
export async function listen({ commands }: RedisConnections): Promise<string[]> {
  const processes = await commands.zrange(LIST_KEY, 0, -1);
  const texts = processes.length === 0 ? [] : await commands.mget(processes.map(textKey));
  return texts.filter((text) => text !== null);
}
