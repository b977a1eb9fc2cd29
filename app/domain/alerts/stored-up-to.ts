import type { Services } from "../../context.ts";
import type { AlertRule } from "../../contract/alert-words.ts";
import { oldestOfResource } from "../../stores/postgres/spilled-frames.ts";
import { listUnrecorded } from "../../stores/postgres/webhooks.ts";

/**
 * What came in the last seconds may still be on its way from the door to the spool, and clocks of two machines differ by
 * less than this.
 */
export const SETTLED_MS = 5_000;
/** Changes that lines tell of are gathered for two seconds behind them, and a poll of the audit trail takes some to store. */
export const CHANGES_SETTLED_MS = 30_000;

type Needs = Pick<Services, "stores" | "clock">;

/** How long after its end a window is looked at. */
export const settledMs = ({ watches }: Pick<AlertRule, "watches">) =>
  watches === "lines" ? SETTLED_MS : CHANGES_SETTLED_MS;

/** Up to when everything received for a resource is stored, so that what is not found there did not come. */
export async function storedUpTo(services: Needs, resourceId: string, watches: AlertRule["watches"]): Promise<Date> {
  const linesMs = await linesStoredUpTo(services, resourceId);
  return new Date(watches === "lines" ? linesMs : await changesStoredUpTo(services, resourceId, linesMs));
}

/**
 * While frames of the resource wait, it is when the oldest came; of the spool the oldest of all, for finding its own would take
 * reading the rest.
 */
async function linesStoredUpTo({ stores, clock }: Needs, resourceId: string): Promise<number> {
  const settled = clock.now().getTime() - SETTLED_MS;
  // In the order in which frames go on, so that none slips by from one place to the next.
  const spilledMs = (await oldestOfResource(stores.pg, resourceId))?.getTime() ?? settled;
  const waitingMs = (await stores.frames.holds(resourceId)) ? (await stores.frames.depth()).oldestMs : null;
  return Math.min(settled, spilledMs, waitingMs ?? settled);
}

/** Lines of Heroku's API become changes behind the lines themselves; webhooks wait in Postgres until they have. */
async function changesStoredUpTo({ stores, clock }: Needs, resourceId: string, linesMs: number): Promise<number> {
  // A matter of seconds, but of which lines is not known without reading them: nothing is for certain until they are changes.
  if (await stores.apiLines.hold(resourceId)) return 0;
  const settled = clock.now().getTime() - CHANGES_SETTLED_MS;
  const [webhook] = await listUnrecorded(stores.pg, resourceId, 1);
  return Math.min(settled, linesMs, webhook?.received_at.getTime() ?? settled);
}
