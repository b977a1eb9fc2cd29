import { CHANGE_SOURCES, type ChangeAnswer, type ChangeColumn, type ChangeSource } from "../../contract/change.ts";
import type { FoundChange, ToldRow } from "../../stores/clickhouse/changes/changes.ts";
import type { QueryDrain } from "../../stores/clickhouse/query-sql.ts";

/**
 * A change as the API gives it, from what its sources told: the columns of the best informed, the sentence of the best
 * informed that names what exactly was changed, and id and times of whoever told first.
 *
 * @param told at least one row
 */
export function toChangeAnswer(
  found: FoundChange,
  told: readonly ToldRow[],
  drains: readonly QueryDrain[],
): ChangeAnswer {
  const ranked = rankTold(told);
  const best = ranked[0] as ToldRow;
  const saying = ranked.find((row) => row.subject !== "") ?? best;
  return {
    ...toToldAnswer(best, drains),
    id: found.id,
    eventTime: new Date(found.atMs).toISOString(),
    receivedAt: toIso(ranked.map((row) => row.receivedAt).sort()[0] as string),
    sentence: saying.sentence,
    sources: ranked.map(sourceOf),
  };
}

/** The best informed source first. */
export function rankTold(told: readonly ToldRow[]): ToldRow[] {
  const rank = (row: ToldRow) => CHANGE_SOURCES.indexOf(sourceOf(row));
  return [...told].sort((a, b) => rank(a) - rank(b));
}

/** What one source told. */
export function toToldAnswer(row: ToldRow, drains: readonly QueryDrain[]): ChangeAnswer {
  const { subject: _subject, ...columns } = row;
  const drain = row.herokuAppId === "" ? drains.find(({ id }) => id === row.sourceID) : undefined;
  const times = Object.fromEntries(TIMES.map((name) => [name, toIso(row[name])])) as Pick<
    ToldRow,
    (typeof TIMES)[number]
  >;
  return {
    ...columns,
    ...times,
    // A drain's line may have been stored before Heroku told us whose drain it is.
    herokuAppId: row.herokuAppId || (drain?.appId ?? ""),
    herokuAppName: row.herokuAppName || (drain?.appName ?? ""),
    sources: [sourceOf(row)],
  };
}

const TIMES = ["eventTime", "herokuCreatedAt", "receivedAt"] as const satisfies ChangeColumn[];

function sourceOf(row: ToldRow): ChangeSource {
  return row.tags.source as ChangeSource;
}

/** ClickHouse's spelling of a time in UTC to RFC 3339. */
function toIso(time: string): string {
  return `${time.replace(" ", "T")}Z`;
}
