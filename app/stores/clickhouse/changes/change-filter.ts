import { CHANGE_COLUMNS, CHANGE_SOURCES, type ChangeColumn } from "../../../contract/change.ts";
import { CHANGES } from "../../../contract/query/change-conditions.ts";
import type { ChangePlace } from "../../../contract/query/change-fields.ts";
import { conditionOf } from "../../../contract/query/conditions.ts";
import type { QueryNode } from "../../../contract/query/tree.ts";
import { conditionSql } from "../query-sql/conditions.ts";
import { QueryParams } from "../query-sql/params.ts";
import type { QuerySql } from "../query-sql.ts";
import { appNameNow, type ChangeReads } from "./change-groups.ts";

/** A condition on changes, and what it reads of them. */
export interface ChangeFilter extends QuerySql {
  reads: ChangeReads;
}

/**
 * A tree as a condition on the changes of `changesInRange`. Whatever the user wrote reaches ClickHouse as a parameter;
 * it says nothing about the resource, which the subquery does.
 *
 * @param tree as `parseQuery` gave it; null matches every change
 * @throws     never
 */
export function changeFilter(tree: QueryNode | null): ChangeFilter {
  const params = new QueryParams();
  const columns = new Set<ChangeColumn>();
  let hasTexts = false;
  const column = (name: ChangeColumn) => {
    columns.add(name);
    return name;
  };
  const read = (place: ChangePlace): string => {
    if ("column" in place) return columnText(column(place.column));
    if ("source" in place) return `if(has(ranks, ${CHANGE_SOURCES.indexOf(place.source) + 1}), '${place.source}', '')`;
    if ("actorName" in place) return `splitByChar('@', ${column("herokuActorEmail")})[1]`;
    if ("appName" in place) return appNameNow(column("herokuAppId"));
    if ("data" in place) return dataText(column("herokuData"), place.data, params);
    hasTexts = true;
    return "texts";
  };
  const sql = conditionSql(conditionOf(tree, CHANGES), { read, special: (special: never) => special }, params);
  return { sql: `(${sql})`, params: params.values, reads: { columns, hasTexts } };
}

/** As the API writes it; what a column does not know is "". */
function columnText(name: ChangeColumn): string {
  switch (CHANGE_COLUMNS[name]) {
    case "String":
      return name;
    case "Bool":
      return `if(${name}, 'true', 'false')`;
    case "DateTime64(3, 'UTC')":
      return `if(toUnixTimestamp64Milli(${name}) = 0, '', concat(replaceOne(toString(${name}), ' ', 'T'), 'Z'))`;
    case "Array(String)":
      return `arrayStringConcat(${name}, '\\n')`;
    default:
      return `if(${name} = 0, '', toString(${name}))`;
  }
}

/** Names below this are nothing Heroku nests. */
const DATA_DEPTH_MAX = 8;

/** A text, number or boolean at a path of the event's data; anything else, and nothing, as "". */
function dataText(column: string, path: string, params: QueryParams): string {
  const names = path.split(".");
  if (names.length > DATA_DEPTH_MAX) return "''";
  const at = `${column}, ${names.map((name) => params.string(name)).join(", ")}`;
  return `multiIf(JSONType(${at}) = 'String', JSONExtractString(${at}), JSONType(${at}) IN ('Int64', 'UInt64', 'Double', 'Bool'), JSONExtractRaw(${at}), '')`;
}
