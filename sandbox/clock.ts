/** Where the sandbox reads the time; a test passes its own. */
export interface Clock {
  /** Milliseconds since the epoch. */
  now(): number;
}

export const systemClock: Clock = { now: () => Date.now() };

/** ISO 8601 in whole seconds, as Heroku's Platform API writes dates: `2026-03-04T09:15:02Z`. */
export function isoSeconds(clock: Clock): string {
  return toIsoSeconds(clock.now());
}

export function toIsoSeconds(atMs: number): string {
  return `${new Date(atMs).toISOString().slice(0, 19)}Z`;
}
