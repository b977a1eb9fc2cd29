import { CHANGE_COLUMNS, CHANGE_SOURCES, type ChangeColumn } from "../../../contract/change.ts";
import { CHANGES } from "../../../contract/query/change-conditions.ts";
import type { ChangePlace } from "../../../contract/query/change-fields.ts";
import { conditionOf } from "../../../contract/query/conditions.ts";
import type { QueryNode } from "../../../contract/query/tree.ts";
import { conditionSql } from "../query-sql/conditions.ts";
import { QueryParams } from "../query-sql/params.ts";
import type { QuerySql } from "../query-sql.ts";
import { APP_NAME_NOW } from "./change-groups.ts";

/**
 * A tree as a condition on the changes of `CHANGES_IN_RANGE`. Whatever the user wrote reaches ClickHouse as a parameter;
 * it says nothing about the resource, which the subquery does.
 *
 * @param tree as `parseQuery` gave it; null matches every change
 * @throws     never
 */
export function changeFilter(tree: QueryNode | null): QuerySql {
  const params = new QueryParams();
  const reader = {
    read: (place: ChangePlace) => readPlace(place, params),
    special: (special: never) => special,
  };
  return { sql: `(${conditionSql(conditionOf(tree, CHANGES), reader, params)})`, params: params.values };
}

function readPlace(place: ChangePlace, params: QueryParams): string {
  if ("column" in place) return columnText(place.column);
  if ("source" in place) return `if(has(ranks, ${CHANGE_SOURCES.indexOf(place.source) + 1}), '${place.source}', '')`;
  if ("actorName" in place) return "splitByChar('@', herokuActorEmail)[1]";
  if ("appName" in place) return APP_NAME_NOW;
  if ("data" in place) return dataText(place.data, params);
  return "texts";
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
function dataText(path: string, params: QueryParams): string {
  const names = path.split(".");
  if (names.length > DATA_DEPTH_MAX) return "''";
  const at = `herokuData, ${names.map((name) => params.string(name)).join(", ")}`;
  return `multiIf(JSONType(${at}) = 'String', JSONExtractString(${at}), JSONType(${at}) IN ('Int64', 'UInt64', 'Double', 'Bool'), JSONExtractRaw(${at}), '')`;
}
