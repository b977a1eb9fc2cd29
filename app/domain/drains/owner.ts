import type { Services } from "../../context.ts";
import { sha256Hex } from "../../lib/secrets.ts";
import { withTimeLimit } from "../../lib/time-limit.ts";
import * as attachments from "../../stores/postgres/attachments.ts";
import { readTreatment } from "./treatment.ts";

/** Whose frame it is, and how it is to be treated. */
export interface Owner {
  drainId: string;
  resourceId: string;
  retentionDays: number;
  isOverQuota: boolean;
}

/** `gone`: the token was ours and its attachment or resource has ended. `unknown`: Heroku has not told us of it (yet). */
export type Found = Owner | "unknown" | "gone";

export interface OwnerLookup {
  /**
   * @throws when the store is away and nothing is remembered: the caller must answer 503, never 4xx, because a 4xx
   *   caused by our outage is a loss for ever
   */
  find(drainToken: string): Promise<Found>;
}

/** A plan change or a removal reaches every process by notice; this bounds what a lost notice can cost. */
const FRESH_MS = 60_000;
/** Unknown tokens are asked again soon: the provisioning that brings one may be seconds away. */
const FRESH_UNKNOWN_MS = 2_000;
/** While Postgres is away an old answer beats a refusal; a day is longer than any outage we would survive. */
const STALE_MS_MAX = 86_400_000;
/** A store that hangs is away, too: the look-up and the spool still fit into Logplex's 5 s. */
const LOOKUP_MS_MAX = 1_000;
/** Bounds memory against invented tokens; real ones are at most one per attached app. */
const ENTRIES_MAX = 50_000;

interface Remembered {
  found: Found;
  readAtMs: number;
}

/** Drain tokens to owners through a short memory, so that the door costs no query a frame. */
export function createOwnerLookup(services: Pick<Services, "stores" | "clock" | "log">): OwnerLookup {
  const remembered = new Map<string, Remembered>();
  const reading = new Map<string, Promise<Found>>();
  services.stores.notices.onResourceChanged((resourceId) => {
    for (const [hash, entry] of remembered)
      if (typeof entry.found === "string" || entry.found.resourceId === resourceId) remembered.delete(hash);
  });

  const read = async (hash: string): Promise<Found> => {
    const found = await withTimeLimit(readOwner(services, hash), LOOKUP_MS_MAX, "reading a drain's owner");
    if (remembered.size >= ENTRIES_MAX) remembered.delete(remembered.keys().next().value ?? "");
    remembered.set(hash, { found, readAtMs: services.clock.now().getTime() });
    return found;
  };

  return {
    async find(drainToken) {
      const hash = sha256Hex(drainToken);
      const entry = remembered.get(hash);
      const ageMs = entry ? services.clock.now().getTime() - entry.readAtMs : Number.POSITIVE_INFINITY;
      if (entry && ageMs < (entry.found === "unknown" ? FRESH_UNKNOWN_MS : FRESH_MS)) return entry.found;
      // One query a token, however many frames wait for it.
      const pending = reading.get(hash) ?? read(hash).finally(() => reading.delete(hash));
      reading.set(hash, pending);
      try {
        return await pending;
      } catch (error) {
        if (!entry || entry.found === "unknown" || ageMs > STALE_MS_MAX) throw error;
        services.log.warn({ err: error }, "drain owner served from memory");
        return entry.found;
      }
    },
  };
}

async function readOwner(services: Pick<Services, "stores" | "clock">, hash: string): Promise<Found> {
  const row = await attachments.findOwner(services.stores.pg, hash);
  if (!row) return "unknown";
  if (row.removed_at !== null || row.state === "deprovisioned") return "gone";
  const treatment = await readTreatment(services, { id: row.resource_id, plan: row.plan });
  return { drainId: row.drain_id, resourceId: row.resource_id, ...treatment };
}
