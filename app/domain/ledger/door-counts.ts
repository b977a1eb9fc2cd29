import type { Services } from "../../context.ts";
import * as ledger from "../../stores/postgres/ledger.ts";

/**
 * What the drain's door itself decides (duplicates, refusals) is counted in memory and booked once a second, because a
 * sender that repeats itself must not cost a database write a frame. A killed process loses at most one second of
 * these counts; the counts of stored lines are booked with their batch and are exact.
 */
export interface DoorCounts {
  duplicate(resourceId: string, lines: number): void;
  /** A frame refused: its lines are received and rejected at once, so the books balance. */
  rejected(resourceId: string, reason: string, lines: number): void;
  flush(): Promise<void>;
  /** Books what is left. */
  close(): Promise<void>;
}

const FLUSH_INTERVAL_MS = 1_000;

export function createDoorCounts(services: Pick<Services, "stores" | "clock" | "log">): DoorCounts {
  let entries = new Map<string, ledger.LedgerEntry>();
  const entryOf = (resourceId: string): ledger.LedgerEntry => {
    const hour = ledger.startOfHour(services.clock.now());
    const key = `${resourceId} ${hour.getTime()}`;
    const entry = entries.get(key) ?? ledger.emptyEntry(resourceId, hour);
    entries.set(key, entry);
    return entry;
  };
  const flush = async () => {
    if (entries.size === 0) return;
    const booked = entries;
    entries = new Map();
    try {
      await ledger.add(services.stores.pg, [...booked.values()]);
    } catch (error) {
      services.log.warn({ err: error, resources: booked.size }, "door counts kept for the next second");
      for (const entry of booked.values()) merge(entryOf(entry.resourceId), entry);
    }
  };
  const timer = setInterval(() => void flush(), FLUSH_INTERVAL_MS).unref();
  return {
    duplicate(resourceId, lines) {
      entryOf(resourceId).duplicates += lines;
    },
    rejected(resourceId, reason, lines) {
      const entry = entryOf(resourceId);
      entry.frames++;
      entry.received += lines;
      entry.rejected += lines;
      entry.rejectedBy[reason] = (entry.rejectedBy[reason] ?? 0) + lines;
    },
    flush,
    async close() {
      clearInterval(timer);
      await flush();
    },
  };
}

function merge(into: ledger.LedgerEntry, from: ledger.LedgerEntry): void {
  into.frames += from.frames;
  into.duplicates += from.duplicates;
  into.received += from.received;
  into.rejected += from.rejected;
  for (const [reason, lines] of Object.entries(from.rejectedBy))
    into.rejectedBy[reason] = (into.rejectedBy[reason] ?? 0) + lines;
}
