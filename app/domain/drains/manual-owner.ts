import type { Services } from "../../context.ts";
import { Fault } from "../../errors.ts";
import { fingerprint, isEqualConstantTime, sha256Hex } from "../../lib/secrets.ts";
import { withTimeLimit } from "../../lib/time-limit.ts";
import { isUuid } from "../../lib/uuid.ts";
import * as manualDrains from "../../stores/postgres/manual-drains.ts";
import type { Owner } from "./owner.ts";
import { readTreatment } from "./treatment.ts";

/** What stands before the `@` of a manual drain's URL. */
export interface DrainCredentials {
  drainId: string;
  secret: string;
}

export interface ManualOwnerLookup {
  /**
   * @param drainToken `Logplex-Drain-Token`, where the sender has one
   * @throws Fault drain.bad_credentials or drain.pinned_token (both 401: the sender should drop the frame); any other
   *   error is a store's, and the caller must answer 503, because a 4xx caused by our outage is a loss for ever
   */
  admit(credentials: DrainCredentials, drainToken: string | null): Promise<Owner>;
}

/** As for drain tokens (owner.ts): a rotation or a revocation comes by notice; this bounds what a lost notice can cost. */
const FRESH_MS = 60_000;
/** A refusal loses a frame for good, so it rests on nothing older than this. */
const FRESH_REFUSAL_MS = 2_000;
/** While Postgres is away an old admission beats a refusal. */
const STALE_MS_MAX = 86_400_000;
/** A store that hangs is away, too: two look-ups and the pin still fit into a sender's 5 s. */
const LOOKUP_MS_MAX = 1_000;
/** Bounds memory against invented ids. */
const ENTRIES_MAX = 10_000;

interface KnownSecret {
  hash: string;
  pinnedTokenHash: string | null;
  /** When it ends; null for the current one. */
  untilMs: number | null;
}

interface KnownDrain {
  owner: Owner;
  isPinning: boolean;
  secrets: KnownSecret[];
}

interface Remembered {
  /** null: no living drain has this id. */
  drain: KnownDrain | null;
  readAtMs: number;
}

/** Manual drains' credentials to owners, through a short memory, so that the door costs no query a frame. */
export function createManualOwnerLookup(services: Pick<Services, "stores" | "clock" | "log">): ManualOwnerLookup {
  const { stores, clock, log } = services;
  const remembered = new Map<string, Remembered>();
  const reading = new Map<string, Promise<Remembered>>();
  let notices = 0;
  stores.notices.onResourceChanged((resourceId) => {
    notices++;
    for (const [id, entry] of remembered)
      if (entry.drain === null || entry.drain.owner.resourceId === resourceId) remembered.delete(id);
  });

  const read = async (id: string): Promise<Remembered> => {
    const noticesBefore = notices;
    const drain = await withTimeLimit(readDrain(services, id), LOOKUP_MS_MAX, "reading a manual drain");
    const entry = { drain, readAtMs: clock.now().getTime() };
    // What was read while a notice came may be older than the notice: it answers this frame and is not kept.
    if (noticesBefore === notices) {
      if (remembered.size >= ENTRIES_MAX) remembered.delete(remembered.keys().next().value ?? "");
      remembered.set(id, entry);
    }
    return entry;
  };

  const recall = async (id: string, freshMs: number): Promise<KnownDrain | null> => {
    const entry = remembered.get(id);
    const ageMs = entry ? clock.now().getTime() - entry.readAtMs : Number.POSITIVE_INFINITY;
    if (entry && ageMs < freshMs) return entry.drain;
    // One query a drain, however many frames wait for it.
    const pending = reading.get(id) ?? read(id).finally(() => reading.delete(id));
    reading.set(id, pending);
    try {
      return (await pending).drain;
    } catch (error) {
      if (freshMs === FRESH_REFUSAL_MS || !entry?.drain || ageMs > STALE_MS_MAX) throw error;
      log.warn({ resourceId: entry.drain.owner.resourceId, err: error }, "manual drain served from memory");
      return entry.drain;
    }
  };

  return {
    async admit({ drainId, secret }, drainToken) {
      if (!isUuid(drainId)) throw new Fault("drain.bad_credentials", { detail: "the user is no drain id" });
      const hash = sha256Hex(secret);
      let drain = await recall(drainId, FRESH_MS);
      let known = findSecret(drain, hash, clock.now());
      if (!known) {
        drain = await recall(drainId, FRESH_REFUSAL_MS);
        known = findSecret(drain, hash, clock.now());
      }
      if (!drain || !known)
        throw new Fault("drain.bad_credentials", { detail: `${drain ? "wrong secret for" : "no living"} ${drainId}` });
      if (drain.isPinning) await checkPin(services, drainId, known, drainToken);
      return drain.owner;
    },
  };
}

async function readDrain(services: Pick<Services, "stores" | "clock">, id: string): Promise<KnownDrain | null> {
  const row = await manualDrains.findOwner(services.stores.pg, id);
  if (!row || row.revoked_at !== null || row.state === "deprovisioned") return null;
  const treatment = await readTreatment(services, { id: row.resource_id, plan: row.plan });
  const secrets: KnownSecret[] = [{ hash: row.secret_hash, pinnedTokenHash: row.pinned_token_hash, untilMs: null }];
  if (row.previous_secret_hash !== null && row.previous_secret_until !== null)
    secrets.push({
      hash: row.previous_secret_hash,
      pinnedTokenHash: row.previous_pinned_token_hash,
      untilMs: row.previous_secret_until.getTime(),
    });
  return {
    owner: { drainId: row.id, resourceId: row.resource_id, ...treatment },
    isPinning: row.is_pinning,
    secrets,
  };
}

function findSecret(drain: KnownDrain | null, hash: string, now: Date): KnownSecret | null {
  let found: KnownSecret | null = null;
  for (const secret of drain?.secrets ?? []) {
    const isEqual = isEqualConstantTime(secret.hash, hash);
    if (isEqual && (secret.untilMs === null || now.getTime() < secret.untilMs)) found = secret;
  }
  return found;
}

/** The first token seen is pinned, in the store, where only one can be first; from then on it is required. */
async function checkPin(
  { stores, log }: Pick<Services, "stores" | "log">,
  drainId: string,
  secret: KnownSecret,
  drainToken: string | null,
): Promise<void> {
  if (drainToken === null) throw new Fault("drain.pinned_token", { detail: `no token for pinning drain ${drainId}` });
  const tokenHash = sha256Hex(drainToken);
  if (secret.pinnedTokenHash === null) {
    const pin = manualDrains.pinToken(stores.pg, { id: drainId, secretHash: secret.hash, tokenHash });
    secret.pinnedTokenHash = await withTimeLimit(pin, LOOKUP_MS_MAX, "pinning a drain token");
    if (secret.pinnedTokenHash === null)
      throw new Fault("drain.bad_credentials", { detail: `${drainId} was revoked or rotated twice meanwhile` });
    log.info({ drainId, drainToken: fingerprint(drainToken) }, "drain token pinned");
  }
  if (!isEqualConstantTime(secret.pinnedTokenHash, tokenHash))
    throw new Fault("drain.pinned_token", { detail: `token ${fingerprint(drainToken)} for pinned drain ${drainId}` });
}
