import type { DayRead } from "../../stores/postgres/audit-sources.ts";

const DAY_MS = 86_400_000;

/** A day that is over is read until nothing new has come for this long: events come late. */
export const QUIET_MS = 6 * 3_600_000;

/** After a longer outage the monthly archives bring what was missed; a day a call, this is a minute's work. */
export const DAYS_MAX = 35;

export type Days = Record<string, DayRead>;

/** The UTC day of a moment, `2026-11-25`. */
export function dayOf(at: Date): string {
  return at.toISOString().slice(0, 10);
}

/**
 * The UTC days to read now, today first: what happens now is what people wait for. Then every earlier day that has not
 * been quiet long enough, those between the last poll and now included; a source never polled starts with yesterday.
 * Pure.
 */
export function daysToRead(days: Days, now: Date): string[] {
  const today = dayOf(now);
  const known = Object.keys(days)
    .filter((day) => day <= today)
    .sort();
  const first = known[0] ?? dayBefore(today);
  const last = known.at(-1) ?? first;
  const wanted: string[] = [];
  for (let day = today; day >= first && wanted.length < DAYS_MAX; day = dayBefore(day))
    if (day > last || days[day] || known.length === 0) wanted.push(day);
  return wanted;
}

/** Whether a day that was just read need not be read again. Pure. */
export function isQuiet(day: string, read: DayRead, now: Date): boolean {
  const overMs = Date.parse(`${day}T00:00:00Z`) + DAY_MS;
  const changedMs = read.changed_at === null ? 0 : Date.parse(read.changed_at);
  return now.getTime() >= Math.max(overMs, changedMs) + QUIET_MS;
}

function dayBefore(day: string): string {
  return dayOf(new Date(Date.parse(`${day}T00:00:00Z`) - DAY_MS));
}
