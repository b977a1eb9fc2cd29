import type { ClickHouse } from "./connection.ts";
import { NAMES, NUMBERED_NAMES, TEXT, textAtSql } from "./field-sql.ts";
import { LINES_IN_RANGE, lineRangeParams } from "./line-ranges.ts";
import type { LineFilter, TimeRange } from "./log-lines.ts";
import { capsWithin, LINE_ROWS_MAX, type QueryCaps, type SharedTime } from "./query-limits.ts";

/** Which lines are counted: all that match, or one in `every` of them, always the same ones. */
export interface FacetScope {
  range: TimeRange;
  filter: LineFilter;
  every: number;
  time: SharedTime;
  signal?: AbortSignal;
}

/** How often one value of a column occurs; `field` is the column. */
export interface ColumnCount {
  field: string;
  value: string;
  count: number;
}

/** Facets stand beside a search and give up before it does. */
const CAPS: QueryCaps = { secondsMax: 7, bytesMax: 500_000_000, rowsMax: LINE_ROWS_MAX };
/** A longer value is no value to click on; a trace or a body, more likely. */
const VALUE_BYTES_MAX = 256;
/**
 * Values of a key held while counting. Up to so many distinct ones the counts are exact; with more (ids, addresses) the
 * rare ones share places, and what is then reported is the count that is certain. It bounds the memory whatever comes.
 */
const VALUES_HELD = 4096;

// By position and not by chance: the same question over the same lines has the same answer.
const MATCHING = `FROM log_lines WHERE ${LINES_IN_RANGE}
  AND cityHash64(log_lines.timestamp, received_at, frame_seq, line_index) % {every:UInt32} = 0`;

/** How many lines match, without sampling. */
export async function countLines(
  clickhouse: ClickHouse,
  resourceId: string,
  page: Omit<FacetScope, "every">,
): Promise<number> {
  const rows = await clickhouse.query<{ lines: number }>(
    `SELECT count() AS lines FROM log_lines WHERE ${LINES_IN_RANGE} AND ${page.filter.sql}`,
    { ...lineRangeParams(resourceId, page.range), ...page.filter.params },
    optionsOf(page),
  );
  return rows[0]?.lines ?? 0;
}

/** The commonest values of each column that people narrow by. */
export function countColumnValues(
  clickhouse: ClickHouse,
  resourceId: string,
  scope: FacetScope,
  valuesMax: number,
): Promise<ColumnCount[]> {
  return clickhouse.query<ColumnCount>(
    `SELECT pair.1 AS field, pair.2 AS value, count() AS count
     FROM (
       SELECT arrayJoin([('kind', toString(kind)), ('level', toString(level)), ('app_name', toString(app_name)),
         ('process_id', toString(process_id)), ('drain_id', toString(drain_id))]) AS pair
       ${MATCHING} AND ${scope.filter.sql}
     )
     WHERE value != '' AND length(value) <= ${VALUE_BYTES_MAX}
     GROUP BY field, value ORDER BY field, count DESC, value LIMIT {valuesMax:UInt32} BY field`,
    { ...paramsOf(resourceId, scope), valuesMax },
    optionsOf(scope),
  );
}

/** The keys of `fields` that most lines have, commonest first. */
export async function commonestKeys(
  clickhouse: ClickHouse,
  resourceId: string,
  scope: FacetScope,
  keysMax: number,
): Promise<string[]> {
  const rows = await clickhouse.query<{ key: string }>(
    `SELECT arrayJoin(${NAMES}) AS key, sum(lines_of_list) AS lines
     FROM (
       SELECT field_names, count() AS lines_of_list
       ${MATCHING} AND ${scope.filter.sql}
       GROUP BY field_names
     )
     GROUP BY key HAVING length(key) BETWEEN 1 AND ${VALUE_BYTES_MAX} ORDER BY lines DESC, key LIMIT {keysMax:UInt32}`,
    { ...paramsOf(resourceId, scope), keysMax },
    optionsOf(scope),
  );
  return rows.map((row) => row.key);
}

/** The commonest values of each of these keys of `fields`; a key may be absent when all its values are empty or long. */
export function countKeyValues(
  clickhouse: ClickHouse,
  resourceId: string,
  scope: FacetScope,
  keys: readonly string[],
  valuesMax: number,
): Promise<ColumnCount[]> {
  return clickhouse.query<ColumnCount>(
    `SELECT field, top.1 AS value, top.2 - top.3 AS count
     FROM (
       SELECT key AS field, arrayJoin(approx_top_k(${valuesMax}, ${VALUES_HELD})(value)) AS top
       FROM (
         SELECT name.1 AS key, ${textAtSql("name.2", "text")} AS value
         FROM (
           SELECT ${TEXT} AS text, field_places,
             arrayJoin(arrayFilter(each -> has({keys:Array(String)}, each.1), ${NUMBERED_NAMES})) AS name
           ${MATCHING} AND ${scope.filter.sql}
         )
       )
       WHERE value != '' AND length(value) <= ${VALUE_BYTES_MAX}
       GROUP BY key
     )
     ORDER BY field, count DESC, value`,
    { ...paramsOf(resourceId, scope), keys },
    optionsOf(scope),
  );
}

function paramsOf(resourceId: string, scope: FacetScope): Record<string, unknown> {
  return { ...lineRangeParams(resourceId, scope.range), ...scope.filter.params, every: scope.every };
}

function optionsOf({ time, signal }: Pick<FacetScope, "time" | "signal">): { caps: QueryCaps; signal?: AbortSignal } {
  return { caps: capsWithin(CAPS, time), ...(signal ? { signal } : {}) };
}
