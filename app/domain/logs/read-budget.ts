import type { SharedTime } from "../../stores/clickhouse/query-limits.ts";

/** For all reads of one call together: Heroku's router gives up after 30 s, and an answer takes some time to write. */
const CALL_SECONDS_MAX = 24;

/** The time that the reads of one call share. Each asks what is left when it begins. */
export class ReadBudget implements SharedTime {
  readonly #endsAtMs = performance.now() + CALL_SECONDS_MAX * 1000;

  /** Whole seconds, as ClickHouse takes them; one when all are spent, because it takes none for no bound at all. */
  secondsLeft(): number {
    return Math.max(1, Math.ceil((this.#endsAtMs - performance.now()) / 1000));
  }
}
