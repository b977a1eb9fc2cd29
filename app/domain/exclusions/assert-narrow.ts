import { conditionOf } from "../../contract/query/conditions.ts";
import { LINES, type LineCondition } from "../../contract/query/line-conditions.ts";
import { parseQuery } from "../../contract/query/parse.ts";
import { Fault } from "../../errors.ts";

/** @throws Fault exclusion.too_wide when the query plainly matches every line, as `*` does */
export function assertNarrow(query: string): void {
  if (truthOf(conditionOf(parseQuery(query).tree, LINES)) === true) throw new Fault("exclusion.too_wide");
}

/** Whether a condition is true, or false, of whatever line; null where that depends on the line. */
function truthOf(condition: LineCondition): boolean | null {
  switch (condition.is) {
    case "always":
      return condition.value;
    case "and":
    case "or": {
      const truths = condition.conditions.map(truthOf);
      const decisive = condition.is === "or";
      if (truths.includes(decisive)) return decisive;
      return truths.every((truth) => truth === !decisive) ? !decisive : null;
    }
    case "not": {
      const truth = truthOf(condition.condition);
      return truth === null ? null : !truth;
    }
    default:
      return null;
  }
}
