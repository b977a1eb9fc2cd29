import type { Services } from "../../context.ts";
import * as endedSessions from "../../stores/postgres/ended-sessions.ts";

/** A working day; opening the dashboard again from Heroku takes one click. */
export const SESSION_MS = 12 * 3_600_000;

/** Ends a session from its next call on, in every browser that has its cookie, and its open tails. */
export async function endSession(
  { stores, clock, log }: Pick<Services, "stores" | "clock" | "log">,
  { id, resourceId }: { id: string; resourceId: string },
): Promise<void> {
  await endedSessions.insert(stores.pg, resourceId, id, clock.now());
  await stores.notices.resourceChanged(resourceId); // its open tails end
  log.info({ resourceId }, "session ended");
}
