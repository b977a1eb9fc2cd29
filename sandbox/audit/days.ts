/** UTC days and months as the audit trail names them: `YYYY-MM-DD` and `YYYY-MM`. */

export const dayMs = 86_400_000;

export function dayOf(atMs: number): string {
  return new Date(atMs).toISOString().slice(0, 10);
}

export function startOfDayMs(day: string): number {
  return Date.parse(`${day}T00:00:00Z`);
}

/** @returns false for what is no calendar day, such as 2026-02-30 */
export function isDay(text: string): boolean {
  return /^\d{4}-\d{2}-\d{2}$/.test(text) && !Number.isNaN(startOfDayMs(text)) && dayOf(startOfDayMs(text)) === text;
}

/** Midnight at which a month starts; `plus` counts months on from it. */
export function startOfMonthMs(month: string, plus = 0): number {
  const [year = 0, number = 1] = month.split("-").map(Number);
  return Date.UTC(year, number - 1 + plus, 1);
}

/** Days of a half-open time, in order; a day that is only begun counts. */
export function daysBetween(fromMs: number, untilMs: number): string[] {
  const days: string[] = [];
  for (let atMs = startOfDayMs(dayOf(fromMs)); atMs < untilMs; atMs += dayMs) days.push(dayOf(atMs));
  return days;
}

export function monthsBetween(fromMs: number, untilMs: number): string[] {
  const months: string[] = [];
  const first = dayOf(fromMs).slice(0, 7);
  for (let plus = 0; startOfMonthMs(first, plus) < untilMs; plus += 1) {
    months.push(dayOf(startOfMonthMs(first, plus)).slice(0, 7));
  }
  return months;
}
