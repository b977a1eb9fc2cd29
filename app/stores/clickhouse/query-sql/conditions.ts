import type { Condition } from "../../../contract/query/conditions.ts";
import { addressSql } from "./addresses.ts";
import { groupAlternatives, joinNegations } from "./alternatives.ts";
import type { QueryParams } from "./params.ts";
import { quantitySql } from "./quantities.ts";
import { equalsAnySql, textSql } from "./texts.ts";

/** How conditions on one table are written. */
export interface SqlReader<P, S> {
  /** The text at a place, as an expression that is never NULL. */
  read(place: P): string;
  /** A condition of the table's own, as an expression that is never NULL. */
  special(special: S): string;
}

/**
 * A condition as one UInt8 expression, never NULL. Whatever the user wrote is in `params`; the SQL text itself is made of
 * this code's and the reader's own constants only.
 */
export function conditionSql<P, S>(condition: Condition<P, S>, reader: SqlReader<P, S>, params: QueryParams): string {
  switch (condition.is) {
    case "always":
      return condition.value ? "1" : "0";
    case "and":
      return joined(
        "and",
        joinNegations(condition.conditions).map((each) => conditionSql(each, reader, params)),
      );
    case "or":
      return joined(
        "or",
        groupAlternatives(condition.conditions).map((group) => alternativesSql(group, reader, params)),
      );
    case "not":
      return `(NOT ${conditionSql(condition.condition, reader, params)})`;
    case "text":
      return textSql(reader.read(condition.place), condition.test, params);
    case "filled":
      return `(${reader.read(condition.place)} != '')`;
    case "quantity":
      return quantitySql(reader.read(condition.place), condition.operator, condition.quantity, params);
    case "order": {
      const text = reader.read(condition.place);
      return `(${text} != '' AND ${text} ${condition.operator} ${params.string(condition.text)})`;
    }
    case "address":
      return addressSql(reader.read(condition.place), [condition.network], params);
    case "special":
      return reader.special(condition.special);
  }
}

/** @param group  of `groupAlternatives` */
function alternativesSql<P, S>(group: Condition<P, S>[], reader: SqlReader<P, S>, params: QueryParams): string {
  const [first] = group as [Condition<P, S>];
  if (group.length === 1) return conditionSql(first, reader, params);
  if (first.is === "address") {
    const networks = group.flatMap((each) => (each.is === "address" ? each.network : []));
    return addressSql(reader.read(first.place), networks, params);
  }
  if (first.is === "text" && first.test.by === "equals") {
    const texts = group.flatMap((each) => (each.is === "text" && each.test.by === "equals" ? each.test.text : []));
    return equalsAnySql(reader.read(first.place), texts, first.test.isCased, params);
  }
  return conditionSql(first, reader, params);
}

/** Leaves out what an app without drains contributes, so that a plain word stays a plain search; and says nothing twice. */
function joined(is: "and" | "or", conditions: string[]): string {
  const neutral = is === "and" ? "1" : "0";
  const kept = [...new Set(conditions)].filter((each) => each !== neutral);
  const [first] = kept;
  if (first === undefined) return neutral;
  return kept.length === 1 ? first : `(${kept.join(is === "and" ? " AND " : " OR ")})`;
}
