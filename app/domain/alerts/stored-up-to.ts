import type { Services } from "../../context.ts";
import { oldestOfResource } from "../../stores/postgres/spilled-frames.ts";

/**
 * What came in the last seconds may still be on its way from the door to the spool, and clocks of two machines differ by
 * less than this.
 */
export const SETTLED_MS = 5_000;

/**
 * Up to when everything received for a resource is stored, so that what is not found there did not come. While frames of it
 * wait, that is when the oldest came; of the spool the oldest of all, for finding its own would take reading the rest.
 */
export async function storedUpTo(
  { stores, clock }: Pick<Services, "stores" | "clock">,
  resourceId: string,
): Promise<Date> {
  const settledMs = clock.now().getTime() - SETTLED_MS;
  // In the order in which frames go on, so that none slips by from one place to the next.
  const spilledMs = (await oldestOfResource(stores.pg, resourceId))?.getTime() ?? settledMs;
  const waitingMs = (await stores.frames.holds(resourceId)) ? (await stores.frames.depth()).oldestMs : null;
  return new Date(Math.min(settledMs, spilledMs, waitingMs ?? settledMs));
}
