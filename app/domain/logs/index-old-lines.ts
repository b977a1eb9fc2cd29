import type { Services } from "../../context.ts";
import * as messageIndex from "../../stores/clickhouse/message-index.ts";

/** Frames wait in the spool for minutes at the worst of usual times; what comes even later is indexed by another turn. */
const LATE_MS = 3_600_000;

/**
 * Starts the index of the newest day that is over and has none. One day a turn, and none while ClickHouse is changing
 * the table: it does these one after the other, and a deletion that was promised should not queue behind them.
 *
 * @returns the day, as `20261124`; null when there is nothing to do
 */
export async function indexOldLines({ stores, clock, log }: Services): Promise<string | null> {
  const [day] = await messageIndex.daysWithoutIndex(stores.clickhouse, new Date(clock.now().getTime() - LATE_MS));
  if (day === undefined || (await messageIndex.isTableChanging(stores.clickhouse))) return null;
  await messageIndex.indexDay(stores.clickhouse, day);
  log.info({ day }, "indexing the messages of a day");
  return day;
}
