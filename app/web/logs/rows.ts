import type { Line } from "../../contract/line.ts";
import { dayName, dayNumber, type Zone } from "../lib/time-format.ts";
import { lineKey, type TailBuffer, type TailRow } from "./tail-buffer.ts";

/** What the list shows, oldest first. */
export type Row =
  | TailRow
  | { type: "day"; key: string; name: string }
  /** The top of the list: what lies above it. */
  | { type: "top"; key: "top"; state: ListTop | "evicted" };

/** `stopped`: the server gave up on the way to older lines, or the next page could not be read. */
export type ListTop = "more" | "loading" | "range-start" | "stopped";

/** Pages come newest first, and lines in a page too; the list reads the other way round. */
export function oldestFirst(pages: readonly { data: readonly Line[] }[]): Line[] {
  const lines: Line[] = [];
  const seen = new Set<string>();
  for (const page of pages) {
    for (const line of page.data) {
      if (seen.has(line.id)) continue;
      seen.add(line.id);
      lines.push(line);
    }
  }
  return lines.reverse();
}

/**
 * Stored lines, then the tail's, with a row for each new day and one at the top.
 * Once the tail had to let rows go, the stored lines above would no longer join up with it, so they are left out too.
 */
export function buildRows(input: {
  stored: readonly Line[];
  tail: TailBuffer | null;
  zone: Zone;
  top: ListTop;
}): Row[] {
  const { stored, tail, zone } = input;
  const hasEvicted = tail !== null && tail.evictedCount > 0;
  const rows: Row[] = [{ type: "top", key: "top", state: hasEvicted ? "evicted" : input.top }];
  let day: number | null = null;
  const push = (row: TailRow) => {
    if (row.type === "line") {
      const atMs = Date.parse(row.line.timestamp);
      const number = dayNumber(atMs, zone);
      if (number !== day) {
        day = number;
        // The line's key keeps this one distinct when a late line makes a day appear twice.
        rows.push({ type: "day", key: `day:${number}:${row.key}`, name: dayName(atMs, zone) });
      }
    }
    rows.push(row);
  };
  const seen = new Set<string>();
  if (!hasEvicted) {
    for (const line of stored) {
      const key = lineKey(line.id);
      seen.add(key);
      push({ type: "line", key, line });
    }
  }
  for (const row of tail?.shown ?? []) if (!seen.has(row.key)) push(row);
  return rows;
}

/** Index of the nearest line row from `index` in direction `step`, or -1. */
export function nextLineIndex(rows: readonly Row[], index: number, step: 1 | -1): number {
  for (let at = index + step; at >= 0 && at < rows.length; at += step) if (rows[at]?.type === "line") return at;
  return -1;
}
