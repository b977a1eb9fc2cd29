import { type Condition, conditionOf } from "../../contract/query/conditions.ts";
import type { Place } from "../../contract/query/fields.ts";
import { compileText } from "../../contract/query/match.ts";
import type { TextTest } from "../../contract/query/text-tests.ts";
import type { QueryNode } from "../../contract/query/tree.ts";
import { addressSql } from "./query-sql/addresses.ts";
import { QueryParams } from "./query-sql/params.ts";
import { quantitySql } from "./query-sql/quantities.ts";
import { textSql } from "./query-sql/texts.ts";

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
  const sql = new SqlWriter(params, drains).write(conditionOf(tree));
  return { sql: `(${sql})`, params: params.values };
}

class SqlWriter {
  private readonly params: QueryParams;
  private readonly drains: readonly QueryDrain[];

  constructor(params: QueryParams, drains: readonly QueryDrain[]) {
    this.params = params;
    this.drains = drains;
  }

  write(condition: Condition): string {
    switch (condition.is) {
      case "always":
        return condition.value ? "1" : "0";
      case "and":
      case "or":
        return joined(
          condition.is,
          condition.conditions.map((each) => this.write(each)),
        );
      case "not":
        return `(NOT ${this.write(condition.condition)})`;
      case "text":
        return textSql(this.read(condition.place), condition.test, this.params);
      case "filled":
        return `(${this.read(condition.place)} != '')`;
      case "quantity":
        return quantitySql(this.read(condition.place), condition.operator, condition.quantity, this.params);
      case "order": {
        const text = this.read(condition.place);
        return `(${text} != '' AND ${text} ${condition.operator} ${this.params.string(condition.text)})`;
      }
      case "address":
        return addressSql(this.read(condition.place), condition.network, this.params);
      case "number":
        return `(${NUMBER_COLUMNS[condition.column]} ${condition.operator} ${this.params.float(condition.value)})`;
      case "app":
        return this.app(condition.test);
    }
  }

  private read(place: Place): string {
    if ("column" in place) return TEXT_COLUMNS[place.column];
    if ("program" in place) return "concat(app_name, '/', process_id)";
    if ("key" in place) return `fields[${this.params.string(place.key)}]`;
    // Not cutQueryString, which keeps what follows a #.
    return `splitByChar('?', fields[${this.params.string(place.pathOf)}])[1]`;
  }

  /** The names of apps are in Postgres; a resource has few drains, so they are chosen here. */
  private app(test: TextTest | null): string {
    const matches = test === null ? () => true : compileText(test);
    const ids = this.drains
      .filter(({ appId, appName }) => (appName !== null && matches(appName)) || (appId !== null && matches(appId)))
      .map((drain) => drain.id);
    return ids.length === 0 ? "0" : `(drain_id IN (${this.params.uuids(ids)}))`;
  }
}

/** Leaves out what an app without drains contributes, so that a plain word stays a plain search. */
function joined(is: "and" | "or", conditions: string[]): string {
  const neutral = is === "and" ? "1" : "0";
  const kept = conditions.filter((each) => each !== neutral);
  const [first] = kept;
  if (first === undefined) return neutral;
  return kept.length === 1 ? first : `(${kept.join(is === "and" ? " AND " : " OR ")})`;
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

const NUMBER_COLUMNS = {
  priority: "priority",
  severity: "(priority % 8)",
  facility: "intDiv(priority, 8)",
  message_len: "message_len",
} as const;
