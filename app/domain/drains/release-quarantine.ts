import type { Services } from "../../context.ts";
import * as ledger from "../../stores/postgres/ledger.ts";
import * as quarantine from "../../stores/postgres/quarantine.ts";
import type { SpilledFrame } from "../../stores/postgres/spilled-frames.ts";
import { createOverflow, type Overflow } from "../logs/overflow.ts";
import type { Redactor } from "../logs/redact/redactor.ts";
import { toSpoolFrame } from "../logs/respool-frames.ts";
import { getPlan } from "../resources/plans.ts";
import { readRedactor } from "./treatment.ts";

/**
 * A token is learnt within seconds of its webhook, or by the ten-minute sweep; but both need Redis, a worker and
 * Heroku's API, and any of them may be away for hours. Not longer than a day: what belongs to nobody we know cannot be
 * purged with its resource, and a purge is promised within 24 h.
 */
const KEPT_MS = 86_400_000;
/** After a week nobody will come to claim what expired. */
const EXPIRIES_KEPT_MS = 7 * 86_400_000;
const FRAMES_AT_ONCE = 50;

/**
 * Lets out the frames whose token has been learnt, by the same steps as at the door (a frame that Logplex retried
 * meanwhile vanishes there): into the spool, or into the overflow when the spool is full, or they stay when both are. Drops
 * what waited too long for a token that nobody knows, and books both. Frames of a learnt token were acknowledged to a
 * customer: they never expire.
 *
 * @returns frames released
 */
export async function releaseQuarantine(
  services: Pick<Services, "stores" | "config" | "clock" | "log">,
): Promise<number> {
  const { stores, clock, log } = services;
  const overflow = createOverflow(services);
  let released = 0;
  for (const token of await quarantine.learntTokens(stores.pg))
    released += await releaseToken(services, overflow, token);
  const now = clock.now();
  const expired = await quarantine.expireBefore(stores.pg, new Date(now.getTime() - KEPT_MS), now);
  await stores.pg.transaction(async (tx) => {
    const late = await quarantine.takeLearntExpiries(tx);
    await ledger.add(tx, sumByResource(late, now));
  });
  await quarantine.forgetExpiriesBefore(stores.pg, new Date(now.getTime() - EXPIRIES_KEPT_MS));
  if (released > 0 || expired > 0) log.info({ released, expiredLines: expired }, "quarantine");
  return released;
}

type LearntToken = Awaited<ReturnType<typeof quarantine.learntTokens>>[number];

async function releaseToken(
  { stores, clock }: Pick<Services, "stores" | "clock">,
  overflow: Overflow,
  token: LearntToken,
): Promise<number> {
  const redactor = await readRedactor(stores.pg, token.resource_id);
  let released = 0;
  for (;;) {
    const left = await stores.pg.transaction(async (tx) => {
      const taken = await quarantine.takeOfToken(tx, token.token_hash, FRAMES_AT_ONCE);
      const frames = taken.map((frame) => ({ ...frame, owned: toOwned(token, frame, redactor) }));
      const leaving: typeof frames = [];
      const unplaced: typeof frames = [];
      for (const frame of frames) {
        const outcome = await stores.frames.reenter(toSpoolFrame(frame.owned));
        (outcome === "full" ? unplaced : leaving).push(frame);
      }
      // Afterwards: from the first of these on, others who spill frames of this resource may wait for our commit.
      for (const frame of unplaced) if ((await overflow.take(frame.owned, tx)) !== "full") leaving.push(frame);
      await quarantine.remove(
        tx,
        leaving.map((frame) => frame.id),
      );
      const entry = ledger.emptyEntry(token.resource_id, ledger.startOfHour(clock.now()));
      entry.quarantined = leaving.reduce((sum, frame) => sum + frame.line_count, 0);
      if (leaving.length > 0) await ledger.add(tx, [entry]);
      return leaving.map((frame) => ({ drainId: token.drain_id, frameKey: frame.frame_key }));
    });
    await stores.frames.settle(left);
    released += left.length;
    if (left.length < FRAMES_AT_ONCE) return released;
  }
}

/** What waited for its owner could not be masked until now; from here on it is. */
function toOwned(token: LearntToken, frame: quarantine.QuarantinedFrame, redactor: Redactor | null): SpilledFrame {
  return {
    drain_id: token.drain_id,
    resource_id: token.resource_id,
    frame_key: frame.frame_key,
    msg_count: frame.msg_count,
    is_over_quota: false, // a new attachment's first lines are worth more than a sample of them
    retention_days: getPlan(token.plan).retentionDays,
    has_structured_data: false, // what has a drain token is Logplex
    declared_dropped: 0,
    exclusion_set: null, // as for the quota
    redacted: redactor?.redactFrame(frame.body, false) ?? null,
    body: frame.body,
  };
}

function sumByResource(late: { resource_id: string; lines: number }[], now: Date): ledger.LedgerEntry[] {
  const entries = new Map<string, ledger.LedgerEntry>();
  for (const { resource_id, lines } of late) {
    const entry = entries.get(resource_id) ?? ledger.emptyEntry(resource_id, ledger.startOfHour(now));
    entry.expired += lines;
    entries.set(resource_id, entry);
  }
  return [...entries.values()];
}
