import { setTimeout as sleep } from "node:timers/promises";

/** Between tries, doubled each time: a restart of the service takes seconds. */
const RETRY_MS = 1_000;
const RETRY_MS_MAX = 30_000;

/** The waits between tries of a connection that broke. */
export class Retry {
  waitMs = RETRY_MS;
  /** Waits since something came. */
  count = 0;

  /** Something came: the next break is another one. */
  reset(): void {
    this.waitMs = RETRY_MS;
    this.count = 0;
  }

  async wait(): Promise<void> {
    await sleep(this.waitMs);
    this.waitMs = Math.min(this.waitMs * 2, RETRY_MS_MAX);
    this.count++;
  }
}
