import type { Services } from "../../context.ts";
import { Fault } from "../../errors.ts";
import { contentKey } from "../../lib/frame-key.ts";
import { freeBytes } from "../../lib/free-bytes.ts";
import { fingerprint, sha256Hex } from "../../lib/secrets.ts";
import * as deadLetters from "../../stores/postgres/dead-letters.ts";
import type { SpoolFrame } from "../../stores/redis/frame-stream.ts";
import type { ManualOwnerLookup } from "../drains/manual-owner.ts";
import type { Found, Owner, OwnerLookup } from "../drains/owner.ts";
import type { QuarantineDoor } from "../drains/quarantine.ts";
import type { DoorCounts } from "../ledger/door-counts.ts";
import { countLines } from "./frame.ts";
import { type FramePart, partsOf } from "./frame-parts.ts";
import type { Overflow } from "./overflow.ts";

/** What one POST carried, whoever sent it. */
export interface OwnedFrame {
  /** `Logplex-Frame-Id`, or what names the frame as well; null from senders that have none. */
  frameId: string | null;
  /** `Logplex-Msg-Count`; null when absent or not a number. */
  msgCount: number | null;
  /** True for senders of plain RFC 5424; Logplex over HTTP leaves STRUCTURED-DATA out. */
  hasStructuredData?: boolean;
  /** Lines the sender's headers say were lost on its side. */
  declaredDropped?: number;
  body: Buffer;
}

export interface ArrivedFrame extends OwnedFrame {
  drainToken: string;
  /** Whence it came, as far as the proxy in front of us says; bounds what one outsider may leave in quarantine. */
  senderAddress: string;
}

export interface Door {
  owners: OwnerLookup;
  counts: DoorCounts;
  overflow: Overflow;
  quarantine: QuarantineDoor;
  manualOwners: ManualOwnerLookup;
}

/** `d.<uuid>`, as Logplex makes them. */
const WELL_FORMED_TOKEN = /^d\.[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

/** Where the frame now is; each of them is durable and means 204. */
export type Accepted = "spooled" | "spilled" | "quarantined" | "duplicate";

/**
 * Lets one frame in: whose is it, is it a frame at all, then durably into the spool, or into Postgres when the spool is
 * away or full. Nothing here waits for ClickHouse.
 *
 * @throws Fault drain.unknown_token, drain.bad_framing, or drain.unavailable when nothing could be made durable
 */
export async function acceptFrame(services: Services, door: Door, arrived: ArrivedFrame): Promise<Accepted> {
  const owner = await findOwner(services, door, arrived.drainToken);
  if (owner !== "unknown") return acceptOwned(services, door, owner, arrived);
  const { lineCount, badTailBytes } = countLines(arrived.body);
  if (lineCount === 0) throw badFraming(badTailBytes);
  const { drainToken, senderAddress } = arrived;
  return acceptParts(services, arrived, lineCount, (part) =>
    door.quarantine.take({ drainToken, senderAddress, ...part }),
  );
}

/**
 * Lets a frame in whose owner is known: by its drain token, or by a manual drain's credentials. Once the spool has the body, its
 * memory is given back (`freeBytes`).
 *
 * @throws Fault drain.bad_framing, or drain.unavailable when nothing could be made durable
 */
export async function acceptOwned(
  services: Services,
  door: Pick<Door, "counts" | "overflow">,
  owner: Owner,
  arrived: OwnedFrame,
): Promise<Accepted> {
  const { hasStructuredData = false } = arrived;
  const { lineCount, badTailBytes } = countLines(arrived.body);
  if (lineCount === 0) {
    await refuseFraming(services, door, owner, arrived, badTailBytes);
    throw badFraming(badTailBytes);
  }
  return acceptParts(services, arrived, lineCount, async (part) => {
    const accepted = await makeDurable(services, door.overflow, {
      drainId: owner.drainId,
      resourceId: owner.resourceId,
      frameKey: part.frameKey,
      msgCount: part.msgCount,
      isOverQuota: owner.isOverQuota,
      retentionDays: owner.retentionDays,
      hasStructuredData,
      declaredDropped: part.declaredDropped,
      exclusionSet: owner.exclusionSet,
      redacted: owner.redactor?.redactFrame(part.body, hasStructuredData) ?? null,
      body: part.body,
    });
    if (accepted === "duplicate") door.counts.duplicate(owner.resourceId, part.lineCount);
    return accepted;
  });
}

/**
 * Lets the frame in, then the notice in front of it by itself. Not the other way round: the loss of a notice whose frame was
 * refused is told again, in front of the next one. When only the frame got in, the retry finds it known and brings the notice.
 *
 * @returns what became of the frame, whatever became of the notice
 */
async function acceptParts(
  { clock }: Pick<Services, "clock">,
  { frameId, msgCount, declaredDropped = 0, body }: OwnedFrame,
  lineCount: number,
  accept: (part: FramePart) => Promise<Accepted>,
): Promise<Accepted> {
  // The hash of the bytes, and when they came, stand in for a missing id.
  const keyOf = (bytes: Buffer) => frameId ?? contentKey(sha256Hex(bytes), clock.now());
  const [frame, notice] = partsOf({ msgCount, lineCount, declaredDropped, body }, keyOf);
  const accepted = await accept(frame);
  if (notice) await accept(notice);
  return accepted;
}

function badFraming(badTailBytes: number): Fault {
  return new Fault("drain.bad_framing", { detail: `${badTailBytes} bytes without one sound line` });
}

/** A well-formed token we have never met may be a new attachment's; anything else that is not ours is turned away. */
async function findOwner({ log }: Services, door: Door, drainToken: string): Promise<Owner | "unknown"> {
  let owner: Found;
  try {
    owner = await door.owners.find(drainToken);
  } catch (cause) {
    log.error({ drainToken: fingerprint(drainToken), err: cause }, "drain owner not known: store away");
    throw new Fault("drain.unavailable", { detail: "token look-up failed", cause });
  }
  if (owner === "gone" || (owner === "unknown" && !WELL_FORMED_TOKEN.test(drainToken)))
    throw new Fault("drain.unknown_token", { detail: `no living drain for token ${fingerprint(drainToken)}` });
  return owner;
}

async function makeDurable(
  { stores, log, metrics }: Services,
  overflow: Overflow,
  frame: SpoolFrame,
): Promise<Accepted> {
  try {
    const outcome = await stores.frames.accept(frame);
    if (outcome !== "full") {
      // Redis has answered, so the bytes have left; a call without an answer may be sent later, and keeps them.
      freeBytes(frame.body);
      return outcome === "duplicate" ? "duplicate" : "spooled";
    }
  } catch (error) {
    log.warn({ err: error, resourceId: frame.resourceId }, "spool away: frame goes to Postgres");
  }
  const outcome = await spill(overflow, frame);
  if (outcome !== "full") return outcome;
  metrics.overflowRefused.inc();
  throw new Fault("drain.unavailable", { detail: `no room in spool and overflow for resource ${frame.resourceId}` });
}

async function spill(overflow: Overflow, frame: SpoolFrame): Promise<"spilled" | "duplicate" | "full"> {
  try {
    return await overflow.take({
      drain_id: frame.drainId,
      resource_id: frame.resourceId,
      frame_key: frame.frameKey,
      msg_count: frame.msgCount,
      is_over_quota: frame.isOverQuota,
      retention_days: frame.retentionDays,
      has_structured_data: frame.hasStructuredData ?? false,
      declared_dropped: frame.declaredDropped ?? 0,
      exclusion_set: frame.exclusionSet ?? null,
      redacted: frame.redacted ?? null,
      body: frame.body,
    });
  } catch (cause) {
    throw new Fault("drain.unavailable", { detail: "neither Redis nor Postgres took the frame", cause });
  }
}

/** Identical bytes would fail again, so Logplex is told to drop the frame; its start is kept for support. */
async function refuseFraming(
  { stores, log }: Services,
  door: Pick<Door, "counts">,
  owner: Owner,
  arrived: OwnedFrame,
  badTailBytes: number,
): Promise<void> {
  log.error({ resourceId: owner.resourceId, drainId: owner.drainId, badTailBytes }, "frame refused: broken framing");
  door.counts.rejected(owner.resourceId, "framing", Math.max(1, arrived.msgCount ?? 1));
  owner.redactor?.redactFrame(arrived.body, false);
  await deadLetters
    .keep(stores.pg, { resource_id: owner.resourceId, drain_id: owner.drainId, reason: "framing", body: arrived.body })
    .catch((error: unknown) => log.warn({ err: error }, "dead letter not kept"));
}
