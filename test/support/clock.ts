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

/** The real clock, ahead by what the test says: for what is stored by the real time and looked at later. */
export interface ShiftedClock extends Clock {
  /** Ahead of the real time by so much, from now on. */
  shift(ms: number): void;
  advance(ms: number): void;
}

export function createShiftedClock(): ShiftedClock {
  let aheadMs = 0;
  return {
    now: () => new Date(Date.now() + aheadMs),
    shift: (ms) => {
      aheadMs = ms;
    },
    advance: (ms) => {
      aheadMs += ms;
    },
  };
}
