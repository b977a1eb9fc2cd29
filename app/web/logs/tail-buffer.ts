import type { TailEvent } from "../../contract/api.ts";
import type { Line } from "../../contract/line.ts";

/**
 * The rows of a live tail, bounded in memory.
 *
 * Modes
 *   following  new rows are shown as they arrive and the view stays at the bottom.
 *              Leaves to `paused` by pause("key") (space, button) or pause("scroll") (the viewer scrolled up).
 *   paused     `shown` stands still, new rows wait in `held`. Leaves to `following` by resume(), which shows what waited.
 *              A pause by key outranks one by scroll: scrolling back to the bottom ends only the latter.
 *
 * Fields
 *   shown        rows on screen, oldest first; at most `rowsMax`
 *   held         rows waiting while paused; at most `rowsMax`
 *   missedCount  lines that arrived during this pause but no longer fit in `held` (they are stored and searchable)
 *   evictedCount lines that left the top of `shown` since the tail began
 *
 * Always: a line id is in `shown` and `held` together at most once; arrival order is kept; and every distinct line that
 * arrived is in exactly one of shown, held, missed or evicted.
 */
export interface TailBuffer {
  readonly mode: "following" | "paused";
  readonly pausedBy: "key" | "scroll" | null;
  readonly shown: readonly TailRow[];
  readonly held: readonly TailRow[];
  readonly missedCount: number;
  readonly evictedCount: number;
  readonly rowsMax: number;
  /** Numbers the rows that are not lines, for their keys. */
  readonly serial: number;
}

export type TailRow =
  | { type: "line"; key: string; line: Line }
  /** The server left these out: the connection or the view could not keep up. */
  | { type: "skipped"; key: string; count: number }
  /** This view left these out while it was paused. */
  | { type: "missed"; key: string; count: number };

/** Enough to scroll back through a busy minute; few enough for a phone's memory. */
export const TAIL_ROWS_MAX = 5000;

export function emptyTail(rowsMax = TAIL_ROWS_MAX): TailBuffer {
  return {
    mode: "following",
    pausedBy: null,
    shown: [],
    held: [],
    missedCount: 0,
    evictedCount: 0,
    rowsMax,
    serial: 0,
  };
}

export function arrive(tail: TailBuffer, events: readonly TailEvent[]): TailBuffer {
  if (events.length === 0) return tail;
  const known = new Set<string>();
  for (const row of tail.shown) known.add(row.key);
  for (const row of tail.held) known.add(row.key);
  const target = [...(tail.mode === "following" ? tail.shown : tail.held)];
  let serial = tail.serial;
  for (const event of events) {
    if (event.event === "line") {
      const key = lineKey(event.data.id);
      if (known.has(key)) continue;
      known.add(key);
      target.push({ type: "line", key, line: event.data });
      continue;
    }
    const last = target.at(-1);
    if (last?.type === "skipped") {
      target[target.length - 1] = { ...last, count: last.count + event.data.count };
    } else {
      serial += 1;
      target.push({ type: "skipped", key: `skipped:${serial}`, count: event.data.count });
    }
  }
  const over = Math.max(0, target.length - tail.rowsMax);
  const gone = linesIn(target.slice(0, over));
  const kept = over === 0 ? target : target.slice(over);
  return tail.mode === "following"
    ? { ...tail, serial, shown: kept, evictedCount: tail.evictedCount + gone }
    : { ...tail, serial, held: kept, missedCount: tail.missedCount + gone };
}

export function pause(tail: TailBuffer, by: "key" | "scroll"): TailBuffer {
  if (tail.mode === "following") return { ...tail, mode: "paused", pausedBy: by };
  return by === "key" && tail.pausedBy === "scroll" ? { ...tail, pausedBy: "key" } : tail;
}

export function resume(tail: TailBuffer): TailBuffer {
  if (tail.mode === "following") return tail;
  const missed: TailRow[] =
    tail.missedCount === 0 ? [] : [{ type: "missed", key: `missed:${tail.serial + 1}`, count: tail.missedCount }];
  const all = [...tail.shown, ...missed, ...tail.held];
  const over = Math.max(0, all.length - tail.rowsMax);
  return {
    ...tail,
    mode: "following",
    pausedBy: null,
    shown: all.slice(over),
    held: [],
    missedCount: 0,
    evictedCount: tail.evictedCount + linesIn(all.slice(0, over)),
    serial: tail.serial + 1,
  };
}

/** The viewer is at the bottom again: ends a pause that scrolling began, and only that. */
export function reachBottom(tail: TailBuffer): TailBuffer {
  return tail.pausedBy === "scroll" ? resume(tail) : tail;
}

/** How many lines wait behind the pause. */
export function waitingCount(tail: TailBuffer): number {
  return linesIn(tail.held) + tail.missedCount;
}

export function lineKey(id: string): string {
  return `line:${id}`;
}

function linesIn(rows: readonly TailRow[]): number {
  let lines = 0;
  for (const row of rows) if (row.type === "line") lines += 1;
  return lines;
}
