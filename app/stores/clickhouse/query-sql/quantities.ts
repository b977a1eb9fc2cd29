import type { Quantity } from "../../../contract/query/values.ts";
import { NUMBER_PATTERN, SIZE_UNITS, TIME_UNITS } from "../../../contract/query/values.ts";
import { sqlString } from "../sql-string.ts";
import type { QueryParams } from "./params.ts";

/** SQL's own spelling of our constants (nothing of the user's): the pattern and the unit tables. */
const PATTERN = sqlString(NUMBER_PATTERN);
const UNITS = { time: unitTable(TIME_UNITS), size: unitTable(SIZE_UNITS) };

/**
 * Compares the number in a text, in the operand's dimension: see `measure` in the contract, which this repeats.
 * What is no number, or has a unit of another kind, compares as false, never as NULL.
 */
export function quantitySql(
  text: string,
  operator: ">" | ">=" | "<" | "<=" | "=",
  { value, dimension }: Quantity,
  params: QueryParams,
): string {
  // Cutting a text that is known to be a number is twice as fast as a regex with groups (60 against 100 ms for 500 k lines).
  const unit = `trim(LEADING '-0123456789. ' FROM ${text})`;
  const digits = `trim(TRAILING ' ' FROM substring(${text}, 1, length(${text}) - length(${unit})))`;
  const number = `if(match(${text}, ${PATTERN}), toFloat64OrNull(${digits}), NULL)`;
  const measured = dimension === null ? number : `${number} * transform(lower(${unit}), ${UNITS[dimension]}, NULL)`;
  return `ifNull(${measured} ${operator} ${params.float(value)}, 0)`;
}

function unitTable(units: Readonly<Record<string, number>>): string {
  const entries: [string, number][] = [["", 1], ...Object.entries(units)];
  const names = entries.map(([name]) => sqlString(name)).join(", ");
  return `[${names}], [${entries.map(([, factor]) => `toFloat64(${factor})`).join(", ")}]`;
}
