import type { Services } from "../../context.ts";
import type { ClickHouse } from "../../stores/clickhouse/connection.ts";
import * as messageIndex from "../../stores/clickhouse/message-index.ts";

/** Frames wait in the spool for minutes at the worst of usual times; what comes even later is indexed by another turn. */
const LATE_MS = 3_600_000;

/**
 * For a day that goes on. Fewer lines are scanned in less time than is worth new parts on the disk. To index a million
 * takes 1.9 s of CPU, so the most that is done in a turn of a quarter of an hour is a hundredth of a core; where more
 * come than that (some thousands a second), and are merged over and over, the day is left alone until it is over.
 */
const OF_TODAY = { linesMin: 100_000, workMax: 4_500_000 };

/**
 * Starts the index of the newest day that is over and has lines without it, else of today. One day a turn, and none while
 * ClickHouse is changing the table: it does these one after the other, and a deletion that was promised should not queue
 * behind them.
 *
 * @returns the day, as `20261124`; null when there is nothing to do
 */
export async function indexOldLines({ stores, clock, log }: Services, ofToday = OF_TODAY): Promise<string | null> {
  const day = await dayToIndex(stores.clickhouse, clock.now(), ofToday);
  if (day === null || (await messageIndex.isTableChanging(stores.clickhouse))) return null;
  await messageIndex.indexDay(stores.clickhouse, day);
  log.info({ day }, "indexing the messages of a day");
  return day;
}

/** The day whose turn it is; null for none. */
export async function dayToIndex(clickhouse: ClickHouse, now: Date, ofToday = OF_TODAY): Promise<string | null> {
  const days = await messageIndex.daysWithoutIndex(clickhouse);
  const today = dayOf(new Date(now.getTime() - LATE_MS));
  const next =
    days.find(({ day }) => day < today) ??
    days.find(({ lines, work }) => lines >= ofToday.linesMin && work <= ofToday.workMax);
  return next?.day ?? null;
}

const dayOf = (date: Date) => date.toISOString().slice(0, 10).replaceAll("-", "");
