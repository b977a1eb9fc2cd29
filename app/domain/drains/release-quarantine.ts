import type { Services } from "../../context.ts";
import * as ledger from "../../stores/postgres/ledger.ts";
import * as quarantine from "../../stores/postgres/quarantine.ts";
import { getPlan } from "../resources/plans.ts";

/** A token is learnt within seconds of its webhook, or by the ten-minute sweep; an hour is six sweeps. */
const KEPT_MS = 3_600_000;
/** After a week nobody will come to claim what expired. */
const EXPIRIES_KEPT_MS = 7 * 86_400_000;
const FRAMES_AT_ONCE = 50;

/**
 * Lets out the frames whose token has been learnt, through the same accept step as at the door (a frame that Logplex
 * retried meanwhile vanishes there), drops what waited too long, and books both.
 *
 * @returns frames released
 */
export async function releaseQuarantine(services: Pick<Services, "stores" | "clock" | "log">): Promise<number> {
  const { stores, clock, log } = services;
  let released = 0;
  for (const token of await quarantine.learntTokens(stores.pg)) released += await releaseToken(services, token);
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
  token: LearntToken,
): Promise<number> {
  let released = 0;
  for (;;) {
    const done = await stores.pg.transaction(async (tx) => {
      const frames = await quarantine.takeOfToken(tx, token.token_hash, FRAMES_AT_ONCE);
      const moved: typeof frames = [];
      for (const frame of frames) {
        const outcome = await stores.frames.accept({
          drainId: token.drain_id,
          resourceId: token.resource_id,
          frameKey: frame.frame_key,
          msgCount: frame.msg_count,
          isOverQuota: false, // a new attachment's first lines are worth more than a sample of them
          retentionDays: getPlan(token.plan).retentionDays,
          body: frame.body,
        });
        if (outcome === "full") break;
        moved.push(frame);
      }
      await quarantine.remove(
        tx,
        moved.map((frame) => frame.id),
      );
      const entry = ledger.emptyEntry(token.resource_id, ledger.startOfHour(clock.now()));
      entry.quarantined = moved.reduce((sum, frame) => sum + frame.line_count, 0);
      if (moved.length > 0) await ledger.add(tx, [entry]);
      return moved.length;
    });
    released += done;
    if (done < FRAMES_AT_ONCE) return released;
  }
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
