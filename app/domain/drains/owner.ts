import type { Services } from "../../context.ts";
import { sha256Hex } from "../../lib/secrets.ts";
import { withTimeLimit } from "../../lib/time-limit.ts";
import * as attachments from "../../stores/postgres/attachments.ts";
import { readTreatment, type Treatment } from "./treatment.ts";

/** Whose frame it is, and how it is to be treated. */
export interface Owner extends Treatment {
  drainId: string;
  resourceId: string;
}

/** `gone`: the token was ours and its attachment or resource has ended. `unknown`: Heroku has not told us of it (yet). */
export type Found = Owner | "unknown" | "gone";

export interface OwnerLookup {
  /**
   * @throws when the store is away and no owner is remembered: the caller must answer 503, never 4xx, because a 4xx
   *   caused by our outage is a loss for ever
   */
  find(drainToken: string): Promise<Found>;
}

/** A plan change or a removal reaches every process by notice; this bounds what a lost notice can cost. */
const FRESH_MS = 60_000;
/**
 * Unknown tokens are asked again soon: the provisioning that brings one may be seconds away. So are those that are gone:
 * a refusal loses a frame for good, so it rests on nothing older than this.
 */
const FRESH_REFUSAL_MS = 2_000;
/** While Postgres is away an old owner beats a refusal; a day is longer than any outage we would survive. */
const STALE_MS_MAX = 86_400_000;
/** A store that hangs is away, too: the look-up and the spool still fit into Logplex's 5 s. */
const LOOKUP_MS_MAX = 1_000;
/** Bounds memory against invented tokens; real ones are at most one per attached app. */
const ENTRIES_MAX = 50_000;

interface Remembered {
  found: Found;
  readAtMs: number;
  /** A notice said that it may have changed: only good enough while Postgres cannot be asked. */
  isOutdated: boolean;
}

/** Drain tokens to owners through a short memory, so that the door costs no query a frame. */
export function createOwnerLookup(services: Pick<Services, "stores" | "clock" | "log">): OwnerLookup {
  const remembered = new Map<string, Remembered>();
  const reading = new Map<string, Promise<Found>>();
  let notices = 0;
  services.stores.notices.onResourceChanged((resourceId) => {
    notices++;
    // Who asks from now on must not be told what was read before.
    reading.clear();
    for (const [hash, entry] of remembered) {
      if (isRefusal(entry.found)) remembered.delete(hash);
      else if (entry.found.resourceId === resourceId) entry.isOutdated = true;
    }
  });

  const read = async (hash: string): Promise<Found> => {
    const noticesBefore = notices;
    const found = await withTimeLimit(readOwner(services, hash), LOOKUP_MS_MAX, "reading a drain's owner");
    // What was read while a notice came may be older than the notice: it answers this frame, and a refusal is not kept.
    const isOutdated = noticesBefore !== notices;
    if (!isOutdated || !isRefusal(found)) {
      if (remembered.size >= ENTRIES_MAX) remembered.delete(remembered.keys().next().value ?? "");
      remembered.set(hash, { found, readAtMs: services.clock.now().getTime(), isOutdated });
    }
    return found;
  };

  /** One query a token, however many frames wait for it. */
  const readOnce = (hash: string): Promise<Found> => {
    const known = reading.get(hash);
    if (known) return known;
    const pending = read(hash).finally(() => {
      if (reading.get(hash) === pending) reading.delete(hash);
    });
    reading.set(hash, pending);
    return pending;
  };

  return {
    async find(drainToken) {
      const hash = sha256Hex(drainToken);
      const entry = remembered.get(hash);
      const ageMs = entry ? services.clock.now().getTime() - entry.readAtMs : Number.POSITIVE_INFINITY;
      const freshMs = entry && isRefusal(entry.found) ? FRESH_REFUSAL_MS : FRESH_MS;
      if (entry && !entry.isOutdated && ageMs < freshMs) return entry.found;
      try {
        return await readOnce(hash);
      } catch (error) {
        if (!entry || isRefusal(entry.found) || ageMs > STALE_MS_MAX) throw error;
        services.log.warn({ err: error }, "drain owner served from memory");
        return entry.found;
      }
    },
  };
}

function isRefusal(found: Found): found is "unknown" | "gone" {
  return typeof found === "string";
}

async function readOwner(services: Pick<Services, "stores" | "clock">, hash: string): Promise<Found> {
  const row = await attachments.findOwner(services.stores.pg, hash);
  if (!row) return "unknown";
  if (row.removed_at !== null || row.state === "deprovisioned") return "gone";
  const treatment = await readTreatment(services, { id: row.resource_id, plan: row.plan });
  return { drainId: row.drain_id, resourceId: row.resource_id, ...treatment };
}
