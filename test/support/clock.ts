import type { Clock } from "../../app/lib/clock.ts";

/** A clock that stands where the test puts it. */
export interface TestClock extends Clock {
  set(at: Date): void;
  advance(ms: number): void;
}

export function createTestClock(start: Date = new Date()): TestClock {
  let nowMs = start.getTime();
  return {
    now: () => new Date(nowMs),
    set: (at) => {
      nowMs = at.getTime();
    },
    advance: (ms) => {
      nowMs += ms;
    },
  };
}
