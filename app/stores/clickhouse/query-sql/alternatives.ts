import type { Condition } from "../../../contract/query/conditions.ts";

/**
 * Alternatives in groups that one expression can ask for: the addresses that may stand in one place, and the texts that may
 * be all of it. An address is looked for in seven places, in each as text and as an address: two hundred of them, each by
 * itself, are more SQL than ClickHouse takes, and look at each place two hundred times.
 *
 * @returns each group where its first condition stood; what goes with nothing else is a group of one
 */
export function groupAlternatives<P, S>(conditions: readonly Condition<P, S>[]): Condition<P, S>[][] {
  const groups = new Map<string, Condition<P, S>[]>();
  for (const condition of conditions.flatMap(alternativesOf)) {
    const key = JSON.stringify(groupOf(condition));
    const group = groups.get(key);
    if (group === undefined) groups.set(key, [condition]);
    else group.push(condition);
  }
  return [...groups.values()];
}

/**
 * `-ip:a -ip:b` is `-(ip:a OR ip:b)`, whose addresses go together. Other negations stay apart: ClickHouse reads the columns
 * of a condition only for the lines that those before it left.
 */
export function joinNegations<P, S>(conditions: readonly Condition<P, S>[]): Condition<P, S>[] {
  const negated: Condition<P, S>[] = [];
  const others: Condition<P, S>[] = [];
  for (const each of conditions) {
    if (each.is === "not" && alternativesOf(each.condition).some(({ is }) => is === "address"))
      negated.push(each.condition);
    else others.push(each);
  }
  if (negated.length === 0) return others;
  return [...others, { is: "not", condition: { is: "or", conditions: negated } }];
}

function alternativesOf<P, S>(condition: Condition<P, S>): Condition<P, S>[] {
  return condition.is === "or" ? condition.conditions.flatMap(alternativesOf) : [condition];
}

function groupOf<P, S>(condition: Condition<P, S>): unknown {
  if (condition.is === "address") return [condition.is, condition.place];
  if (condition.is === "text" && condition.test.by === "equals")
    return [condition.test.by, condition.place, condition.test.isCased];
  return condition;
}
