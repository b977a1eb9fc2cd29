/** Injected wherever "now" decides something, so tests choose the moment. */
export interface Clock {
  now(): Date;
}

export const systemClock: Clock = { now: () => new Date() };
