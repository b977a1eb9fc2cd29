import { CHANGE_SOURCES, type ChangeColumn } from "../../../contract/change.ts";
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

/** Of a row of a drain that was stored before Heroku told us whose drain it is. */
const ofDrain = (column: "herokuAppId" | "herokuAppName", values: string) =>
  `if(row.${column} = '', transform(row.sourceID, {drainIds:Array(String)}, {${values}:Array(String)}, ''), row.${column})`;
const APP_ID = ofDrain("herokuAppId", "drainAppIds");
const KNOWN_OF_DRAIN: Partial<Record<ChangeColumn, string>> = {
  herokuAppId: "app_id",
  herokuAppName: ofDrain("herokuAppName", "drainAppNames"),
};
/** Today's name of an app; "" for one that no drain of the resource belongs to. */
export function appNameNow(appId: string): string {
  return `transform(${appId}, {drainAppIds:Array(String)}, {drainAppNames:Array(String)}, '')`;
}

const RANK = `indexOf([${CHANGE_SOURCES.map((source) => `'${source}'`).join(", ")}], row.tags['source'])`;
const hashed = (text: string) => `if(${text} = '', 0, cityHash64(${text}))`;

/** What a query reads of the changes, beside their id, time and sources. */
export interface ChangeReads {
  columns: ReadonlySet<ChangeColumn>;
  /** The sentences and events as received of all sources, as `texts`. */
  hasTexts: boolean;
  /** The sentence that a change is told by, as `sentence`: of the best informed source that names what was changed. */
  hasSentence?: boolean;
}

/** Whoever told first gives these, so that a change keeps its id and its place when another source joins. */
const OF_FIRST: ReadonlySet<ChangeColumn> = new Set(["id", "eventTime", "receivedAt"]);

/**
 * A subquery of changes of one resource in a half-open range, each once: `id`, `eventTime`, `receivedAt`, `toldAt` (when
 * a source told of it last), `ranks` (places in CHANGE_SOURCES, from 1), `ids` (of all rows), and what is read. Its parameters are `changeGroupParams`. Read few
 * columns, and the rows of the changes found by their ids: all 52 at once took ten times as long and as much memory, and
 * only to name them costs ClickHouse 15 ms. For a few hundred changes planning is five sixths of the work, and each level and each
 * expression is a part of it: 35 ms of CPU became 24 when the outermost level went and an app's id was looked up once.
 */
export function changesInRange(reads: ChangeReads): string {
  const { columns, hasTexts, hasSentence } = reads;
  const best = [...columns].filter((name) => !OF_FIRST.has(name));
  return `(
  SELECT
    argMin(told.id, (told.receivedAt, told.id)) AS id,
    argMin(told.eventTime, (told.receivedAt, told.id)) AS eventTime,
    min(told.receivedAt) AS receivedAt,
    max(told.receivedAt) AS toldAt,
    ${best.map((name) => `argMin(told.${name}, told.rank) AS ${name},`).join(" ")}
    ${hasSentence ? "argMin(told.sentence, (told.subject_hash = 0, told.rank)) AS sentence," : ""}
    ${hasTexts ? "arrayStringConcat(groupArray(told.text), '\\n') AS texts," : ""}
    arraySort(groupArray(told.rank)) AS ranks,
    groupArray(told.id) AS ids
  FROM (${toldInRange(best, reads)}) AS told
  GROUP BY told.thing, told.run, told.alike_subject, told.alike_actor, told.nth
  HAVING eventTime >= fromUnixTimestamp64Micro({from:Int64}, 'UTC')
    AND eventTime < fromUnixTimestamp64Micro({to:Int64}, 'UTC')
)`;
}

/** Every row, with what it is grouped by. Sorted and grouped by hashes: texts would take four times the memory. */
function toldInRange(columns: readonly ChangeColumn[], { hasTexts, hasSentence }: ChangeReads): string {
  const read = columns.map((name) => `, ${KNOWN_OF_DRAIN[name] ?? `row.${name}`} AS ${name}`).join("");
  const sentence = hasSentence ? ", row.sentence AS sentence" : "";
  const text = hasTexts ? ", concat(row.sentence, '\\n', row.rawLog) AS text" : "";
  return `
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
          SELECT row.id AS id, row.eventTime AS eventTime, row.receivedAt AS receivedAt, ${RANK} AS rank,
            ${hashed("row.subject")} AS subject_hash, ${hashed("lower(row.herokuActorEmail)")} AS actor_hash,
            ${APP_ID} AS app_id,
            cityHash64(if(app_id = '', lower(row.herokuAppName), app_id), row.eventName) AS thing${read}${sentence}${text}
          FROM heroku_audit_logs AS row FINAL
          WHERE row.resource_id = {resource:UUID}
            AND row.eventTime >= fromUnixTimestamp64Micro({tellFrom:Int64}, 'UTC')
            AND row.eventTime < fromUnixTimestamp64Micro({tellTo:Int64}, 'UTC')
        )
      )
    )
  )`;
}

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
