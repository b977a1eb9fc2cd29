import { CHANGE_COLUMNS, CHANGE_SOURCES, type ChangeColumn } from "../../../contract/change.ts";
import type { TimeRange } from "../line-ranges.ts";
import type { QueryDrain } from "../query-sql.ts";

/**
 * The same change told by several sources is one change. It is made one when it is read, because its sources tell it
 * in any order, minutes or days apart (docs/decisions/changes.md).
 *
 *   RUN      changes of one app and one event name that follow each other closely
 *   ALIKE    in a run: the same subject and the same actor; where any source of the run does not say one, all are alike
 *            in it
 *   NTH      in a run, alike: the first of each source are one change, then the second of each, ...
 *
 * So two rows of one source are never made one, and a row that has no partner stays alone: nothing is lost, and there
 * are as many changes as the source that told of most.
 */

/** Clocks of Heroku's parts differ by less; the time of a webhook event is cut to the second. */
const RUN_GAP_MS = 10_000;
/** Rows outside the range that are read to see who belongs to whom at its edges: a run of this length is seen whole. */
const MARGIN_MICROS = 600_000_000;
/** The rows of one change are no further apart, seen from the one that gives it its time. */
export const CHANGE_MS_MAX = MARGIN_MICROS / 1_000;

/** Whose app a row of a drain is, when the row was stored before Heroku told us. */
const KNOWN_APP = "transform(sourceID, {drainIds:Array(String)}, {drainAppIds:Array(String)}, '')";
const KNOWN_NAME = "transform(sourceID, {drainIds:Array(String)}, {drainAppNames:Array(String)}, '')";
/** Today's name of an app; "" for one that no drain of the resource belongs to. */
export const APP_NAME_NOW = "transform(herokuAppId, {drainAppIds:Array(String)}, {drainAppNames:Array(String)}, '')";

const RANK = `indexOf([${CHANGE_SOURCES.map((source) => `'${source}'`).join(", ")}], tags['source'])`;
const hashed = (text: string) => `if(${text} = '', 0, cityHash64(${text}))`;

// Sorted and grouped by hashes: texts would take four times the memory.
const TOLD = `
  SELECT *, row_number() OVER (PARTITION BY thing, run, alike_subject, alike_actor, rank ORDER BY eventTime, id) AS nth
  FROM (
    SELECT *,
      if(min(subject_hash) OVER (PARTITION BY thing, run) = 0, 0, subject_hash) AS alike_subject,
      if(min(actor_hash) OVER (PARTITION BY thing, run) = 0, 0, actor_hash) AS alike_actor
    FROM (
      SELECT *, sum(starts) OVER (PARTITION BY thing ORDER BY eventTime, id ROWS UNBOUNDED PRECEDING) AS run
      FROM (
        SELECT *,
          toUnixTimestamp64Milli(eventTime) - lagInFrame(toUnixTimestamp64Milli(eventTime)) OVER (
            PARTITION BY thing ORDER BY eventTime, id ROWS BETWEEN 1 PRECEDING AND CURRENT ROW
          ) > ${RUN_GAP_MS} AS starts
        FROM (
          SELECT *, ${RANK} AS rank, ${hashed("subject")} AS subject_hash, ${hashed("lower(herokuActorEmail)")} AS actor_hash,
            cityHash64(if(herokuAppId = '', lower(herokuAppName), herokuAppId), eventName) AS thing
          FROM (
            SELECT * REPLACE (
              if(herokuAppId = '', ${KNOWN_APP}, herokuAppId) AS herokuAppId,
              if(herokuAppName = '', ${KNOWN_NAME}, herokuAppName) AS herokuAppName
            )
            FROM heroku_audit_logs FINAL
            WHERE resource_id = {resource:UUID}
              AND heroku_audit_logs.eventTime >= fromUnixTimestamp64Micro({tellFrom:Int64}, 'UTC')
              AND heroku_audit_logs.eventTime < fromUnixTimestamp64Micro({tellTo:Int64}, 'UTC')
          )
        )
      )
    )
  )`;

/** Whoever told first gives these three, so that a change keeps its id and its place when another source joins. */
const OF_FIRST = {
  id: "argMin(told.id, (told.receivedAt, told.id))",
  eventTime: "argMin(told.eventTime, (told.receivedAt, told.id))",
  receivedAt: "min(told.receivedAt)",
} as const;

const COLUMNS = (Object.keys(CHANGE_COLUMNS) as ChangeColumn[]).map((name) =>
  name in OF_FIRST
    ? `${OF_FIRST[name as keyof typeof OF_FIRST]} AS ${name}`
    : `argMin(told.${name}, told.rank) AS ${name}`,
);

/**
 * A subquery of changes of one resource in a half-open range, each once: the 52 columns, `ranks` (places in
 * CHANGE_SOURCES, from 1), `ids` (of all rows) and `texts`. Its parameters are `changeGroupParams`. What a query does
 * not use of it is not computed: ask for few columns, and read the rows of those found by their ids. Asking for all 52
 * took ten times as long and as much memory.
 */
export const CHANGES_IN_RANGE = `(
  SELECT * FROM (
    SELECT ${COLUMNS.join(", ")},
      arraySort(groupArray(told.rank)) AS ranks,
      groupArray(told.id) AS ids,
      arrayStringConcat(groupArray(concat(told.sentence, '\\n', told.rawLog)), '\\n') AS texts
    FROM (${TOLD}) AS told
    GROUP BY told.thing, told.run, told.alike_subject, told.alike_actor, told.nth
  ) AS each
  WHERE each.eventTime >= fromUnixTimestamp64Micro({from:Int64}, 'UTC')
    AND each.eventTime < fromUnixTimestamp64Micro({to:Int64}, 'UTC')
)`;

/** @param drains of the resource, with what is known of their apps */
export function changeGroupParams(
  resourceId: string,
  range: TimeRange,
  drains: readonly QueryDrain[],
): Record<string, unknown> {
  // `transform` wants at least one pair, and a drain whose app is not known yet has none to give.
  const known = [{ id: "-", appId: "-", appName: "" }, ...drains.filter(({ appId }) => appId !== null)];
  return {
    resource: resourceId,
    from: range.fromMicros,
    to: range.toMicros,
    tellFrom: Math.max(0, range.fromMicros - MARGIN_MICROS),
    tellTo: range.toMicros + MARGIN_MICROS,
    drainIds: known.map(({ id }) => id),
    drainAppIds: known.map(({ appId }) => appId ?? ""),
    drainAppNames: known.map(({ appName }) => appName ?? ""),
  };
}
