import type { ChangeAnswer } from "../../contract/change.ts";
import { dayName, dayNumber, type Zone } from "../lib/time-format.ts";

/** What the list shows, newest first. */
export type ChangeListRow =
  | { type: "change"; key: string; change: ChangeAnswer }
  | { type: "day"; key: string; name: string }
  /** The end of the list: what lies below it. */
  | { type: "end"; key: "end"; state: ListEnd };

export type ListEnd = "more" | "loading" | "partial" | "range-start";

/** Pages as the API gave them, each change once, with a row for each new day and one at the end. */
export function buildChangeRows(
  pages: readonly { data: readonly ChangeAnswer[] }[],
  zone: Zone,
  end: ListEnd,
): ChangeListRow[] {
  const rows: ChangeListRow[] = [];
  const seen = new Set<string>();
  let day: number | null = null;
  for (const { data } of pages) {
    for (const change of data) {
      if (seen.has(change.id)) continue;
      seen.add(change.id);
      const atMs = Date.parse(change.eventTime);
      const number = dayNumber(atMs, zone);
      if (number !== day) {
        day = number;
        rows.push({ type: "day", key: `day:${number}:${change.id}`, name: dayName(atMs, zone) });
      }
      rows.push({ type: "change", key: change.id, change });
    }
  }
  if (rows.length > 0) rows.push({ type: "end", key: "end", state: end });
  return rows;
}

/** Index of the nearest change from `index` in direction `step`, or -1. */
export function nextChangeIndex(rows: readonly ChangeListRow[], index: number, step: 1 | -1): number {
  for (let at = index + step; at >= 0 && at < rows.length; at += step) if (rows[at]?.type === "change") return at;
  return -1;
}
