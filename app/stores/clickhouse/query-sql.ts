import { conditionOf } from "../../contract/query/conditions.ts";
import type { Place } from "../../contract/query/fields.ts";
import { LINES, type LineSpecial } from "../../contract/query/line-conditions.ts";
import { compileText } from "../../contract/query/match.ts";
import type { TextTest } from "../../contract/query/text-tests.ts";
import type { QueryNode } from "../../contract/query/tree.ts";
import { fieldSql, patternOfField } from "./field-sql.ts";
import { conditionSql } from "./query-sql/conditions.ts";
import { QueryParams } from "./query-sql/params.ts";

/** A drain of the resource and the app it belongs to, as far as Heroku has told us. */
export interface QueryDrain {
  id: string;
  appId: string | null;
  appName: string | null;
}

export interface QuerySql {
  /** One parenthesised UInt8 expression over the columns of `log_lines`, never NULL: safe to AND with any other. */
  sql: string;
  /** Values of the typed parameters `p0`, `p1`, ... in it. */
  params: Record<string, unknown>;
}

/**
 * The store's reader: a tree as a condition on `log_lines`. The predicate reader is `app/contract/query/match.ts`; a
 * property test holds that they agree.
 *
 * Whatever the user wrote, keys of the map included, reaches ClickHouse as a parameter; the SQL text itself is made of
 * this code's own constants only. It says nothing about the resource: the caller ANDs that.
 *
 * @param tree    as `parseQuery` gave it; null matches every line
 * @param drains  of the one resource that is searched; conditions on apps become conditions on its drains
 * @throws        never
 */
export function toSql(tree: QueryNode | null, { drains }: { drains: readonly QueryDrain[] }): QuerySql {
  const params = new QueryParams();
  const reader = {
    read: (place: Place) => readPlace(place, params),
    special: (special: LineSpecial) =>
      special.is === "app"
        ? appSql(special.test, drains, params)
        : `(${NUMBER_COLUMNS[special.column]} ${special.operator} ${params.float(special.value)})`,
  };
  return { sql: `(${conditionSql(conditionOf(tree, LINES), reader, params)})`, params: params.values };
}

function readPlace(place: Place, params: QueryParams): string {
  if ("column" in place) return TEXT_COLUMNS[place.column];
  if ("program" in place) return "concat(app_name, '/', process_id)";
  if ("key" in place) return KEY_COLUMNS.get(place.key) ?? keySql(place.key, params);
  // Not cutQueryString, which keeps what follows a #.
  return `splitByChar('?', ${keySql(place.pathOf, params)})[1]`;
}

function keySql(key: string, params: QueryParams): string {
  return fieldSql(params.string(patternOfField(key)));
}

/** The names of apps are in Postgres; a resource has few drains, so they are chosen here. */
function appSql(test: TextTest | null, drains: readonly QueryDrain[], params: QueryParams): string {
  const matches = test === null ? () => true : compileText(test);
  const ids = drains
    .filter(({ appId, appName }) => (appName !== null && matches(appName)) || (appId !== null && matches(appId)))
    .map((drain) => drain.id);
  return ids.length === 0 ? "0" : `(drain_id IN (${params.uuids(ids)}))`;
}

/** LowCardinality columns are read as they are: functions then run once per distinct value. */
const TEXT_COLUMNS = {
  message: "message",
  host_name: "host_name",
  app_name: "app_name",
  process_id: "process_id",
  message_id: "message_id",
  version: "version",
  kind: "kind",
  level: "level",
} as const;

/** Keys of `fields` that have a column of the same text: others are cut out of the message. */
const KEY_COLUMNS: ReadonlyMap<string, string> = new Map([["status", "key_status"]]);

const NUMBER_COLUMNS = {
  priority: "priority",
  severity: "(priority % 8)",
  facility: "intDiv(priority, 8)",
  message_len: "message_len",
} as const;
