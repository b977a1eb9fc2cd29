import type { Services } from "../../context.ts";
import { takeDue } from "../../stores/postgres/audit-polls.ts";
import { regularDelayMs } from "./poll-delays.ts";

/** One turn's worth; the next turn is two seconds away. */
const SOURCES_AT_ONCE = 500;

/**
 * Queues the poll of each source that is due. The source is moved to its next turn in the same statement, so it is
 * queued once over all processes, and again in a turn should the queue lose it.
 */
export async function dispatchPolls({ stores, queues, clock, config }: Services): Promise<void> {
  const now = clock.now();
  const nextAt = () => new Date(now.getTime() + regularDelayMs(config.auditPollSeconds, Math.random()));
  for (const source of await takeDue(stores.pg, now, SOURCES_AT_ONCE, nextAt))
    await queues.enqueue("poll-audit-source", source);
}
