import type { Services } from "../../context.ts";
import { Fault } from "../../errors.ts";
import { fingerprint, sha256Hex } from "../../lib/secrets.ts";
import * as deadLetters from "../../stores/postgres/dead-letters.ts";
import * as spilledFrames from "../../stores/postgres/spilled-frames.ts";
import type { SpoolFrame } from "../../stores/redis/frame-stream.ts";
import type { Owner, OwnerLookup } from "../drains/owner.ts";
import type { DoorCounts } from "../ledger/door-counts.ts";
import { countLines } from "./frame.ts";

export interface ArrivedFrame {
  drainToken: string;
  /** `Logplex-Frame-Id`; null from senders that have none. */
  frameId: string | null;
  /** `Logplex-Msg-Count`; null when absent or not a number. */
  msgCount: number | null;
  body: Buffer;
}

export interface Door {
  owners: OwnerLookup;
  counts: DoorCounts;
}

/** Where the frame now is; each of them is durable and means 204. */
export type Accepted = "spooled" | "spilled" | "duplicate";

/**
 * Lets one frame in: whose is it, is it a frame at all, then durably into the spool, or into Postgres when the spool is
 * away or full. Nothing here waits for ClickHouse.
 *
 * @throws Fault drain.unknown_token, drain.bad_framing, or drain.unavailable when nothing could be made durable
 */
export async function acceptFrame(services: Services, door: Door, arrived: ArrivedFrame): Promise<Accepted> {
  const owner = await findOwner(services, door, arrived.drainToken);
  const { lineCount, badTailBytes } = countLines(arrived.body);
  if (lineCount === 0) {
    await refuseFraming(services, door, owner, arrived, badTailBytes);
    throw new Fault("drain.bad_framing", { detail: `${badTailBytes} bytes without one sound line` });
  }
  const frame: SpoolFrame = {
    drainId: owner.drainId,
    resourceId: owner.resourceId,
    // The whole body's hash stands in for a missing id; Logplex's own ids never start with "body:".
    frameKey: arrived.frameId ?? `body:${sha256Hex(arrived.body)}`,
    msgCount: arrived.msgCount,
    isOverQuota: owner.isOverQuota,
    retentionDays: owner.retentionDays,
    body: arrived.body,
  };
  const accepted = await makeDurable(services, frame);
  if (accepted === "duplicate") door.counts.duplicate(owner.resourceId, lineCount);
  return accepted;
}

async function findOwner({ log }: Services, door: Door, drainToken: string): Promise<Owner> {
  let owner: Owner | null;
  try {
    owner = await door.owners.find(drainToken);
  } catch (cause) {
    log.error({ drainToken: fingerprint(drainToken), err: cause }, "drain owner not known: store away");
    throw new Fault("drain.unavailable", { detail: "token look-up failed", cause });
  }
  if (!owner)
    throw new Fault("drain.unknown_token", { detail: `no living drain for token ${fingerprint(drainToken)}` });
  return owner;
}

async function makeDurable({ stores, log }: Services, frame: SpoolFrame): Promise<Accepted> {
  try {
    const outcome = await stores.frames.accept(frame);
    if (outcome === "duplicate") return "duplicate";
    if (outcome === "accepted") return "spooled";
  } catch (error) {
    log.warn({ err: error, resourceId: frame.resourceId }, "spool away: frame goes to Postgres");
  }
  try {
    const isNew = await spilledFrames.insert(stores.pg, {
      drain_id: frame.drainId,
      resource_id: frame.resourceId,
      frame_key: frame.frameKey,
      msg_count: frame.msgCount,
      is_over_quota: frame.isOverQuota,
      retention_days: frame.retentionDays,
      body: frame.body,
    });
    return isNew ? "spilled" : "duplicate";
  } catch (cause) {
    throw new Fault("drain.unavailable", { detail: "neither Redis nor Postgres took the frame", cause });
  }
}

/** Identical bytes would fail again, so Logplex is told to drop the frame; its start is kept for support. */
async function refuseFraming(
  { stores, log }: Services,
  door: Door,
  owner: Owner,
  arrived: ArrivedFrame,
  badTailBytes: number,
): Promise<void> {
  log.error({ resourceId: owner.resourceId, drainId: owner.drainId, badTailBytes }, "frame refused: broken framing");
  door.counts.rejected(owner.resourceId, "framing", Math.max(1, arrived.msgCount ?? 1));
  await deadLetters
    .keep(stores.pg, { resource_id: owner.resourceId, drain_id: owner.drainId, reason: "framing", body: arrived.body })
    .catch((error: unknown) => log.warn({ err: error }, "dead letter not kept"));
}
