export const MINUTE_MS = 60_000;
export const DAY_MINUTES = 24 * 60;

/** Whole minutes since the epoch: the last one that has begun. */
export const toMinute = (at: Date | number): number => Math.floor(Number(at) / MINUTE_MS);

/** When a minute begins. */
export const atMinute = (minute: number): Date => new Date(minute * MINUTE_MS);
