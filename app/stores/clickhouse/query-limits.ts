/** A bounded read: every query of ours carries these, inline, so that no query can run away. */
export interface QueryCaps {
  /** Wall-clock seconds before ClickHouse gives up. */
  secondsMax: number;
  /** Memory before ClickHouse gives up. */
  bytesMax: number;
  /**
   * Rows read before ClickHouse gives up: it throws, and never answers from those it has read so far. It refuses at once
   * what its index says is more; a read in the order of the key, which may end early, only when it gets there.
   */
  rowsMax: number;
}

/**
 * Lines that one read may look at. On two cores the time comes first (a search for text reads 3 million lines a second
 * and core); on a large server this is what keeps one customer's question from being everybody's load: some two minutes
 * of CPU, twice what the largest plan sends in a day.
 */
export const LINE_ROWS_MAX = 500_000_000;

/** The time that the reads of one call share; each asks, when it begins, how many whole seconds are left. */
export interface SharedTime {
  secondsLeft(): number;
}

/** A read's own bounds, within what its call has left. */
export function capsWithin(caps: QueryCaps, time: SharedTime | undefined): QueryCaps {
  return time === undefined ? caps : { ...caps, secondsMax: Math.min(caps.secondsMax, time.secondsLeft()) };
}

/** ClickHouse: 159 is its timeout, 241 its memory cap, 158 its cap on rows; all mean that the question was too wide for one read. */
export function isTooSlow(error: unknown): boolean {
  const { code } = (error ?? {}) as { code?: unknown };
  return code === "159" || code === "241" || code === "158";
}

/** What was asked, or null when it was too wide: for a part of an answer that the rest can do without. */
export async function unlessTooSlow<T>(asked: Promise<T>): Promise<T | null> {
  try {
    return await asked;
  } catch (error) {
    if (isTooSlow(error)) return null;
    throw error;
  }
}
