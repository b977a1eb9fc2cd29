/** A calendar month in UTC, as archives are cut. */
export interface Month {
  year: number;
  /** 1 to 12. */
  month: number;
}

/** `2026-03`. */
export function formatMonth({ year, month }: Month): string {
  return `${year}-${String(month).padStart(2, "0")}`;
}

export function startOfMonthMs({ year, month }: Month): number {
  return Date.UTC(year, month - 1);
}

/** Exclusive. */
export function endOfMonthMs({ year, month }: Month): number {
  return Date.UTC(year, month);
}

export function startOfDayMs(at: Date): number {
  return Date.UTC(at.getUTCFullYear(), at.getUTCMonth(), at.getUTCDate());
}

/** `2017-01` to the month of `now`. Heroku's archives know no earlier year (schema.json, `archive`). */
export function isArchiveMonth(text: string, now: Date): boolean {
  return /^20\d\d-(0[1-9]|1[0-2])$/.test(text) && text >= OLDEST_MONTH && text <= now.toISOString().slice(0, 7);
}

export const OLDEST_MONTH = "2017-01";
