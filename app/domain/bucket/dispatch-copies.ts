import type { Services } from "../../context.ts";
import * as buckets from "../../stores/postgres/buckets.ts";

/** One turn's worth; the next is a minute away. */
const AT_ONCE = 500;
/** Longer than an hour takes to copy. Two at once would write the same files. */
const AGAIN_MS = 15 * 60_000;

/** Queues the copying of each resource whose bucket is due. */
export async function dispatchCopies({ stores, queues, clock }: Services): Promise<void> {
  const now = clock.now();
  const times = { now, againAt: new Date(now.getTime() + AGAIN_MS) };
  for (const resourceId of await buckets.takeDue(stores.pg, times, AT_ONCE))
    await queues.enqueue("copy-to-bucket", { resourceId });
}
