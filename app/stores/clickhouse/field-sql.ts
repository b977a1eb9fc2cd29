import { quoteRegex } from "../../contract/query/values.ts";
import { sqlString } from "./sql-string.ts";

/**
 * The text of one field of a line, as an expression that is never NULL and empty without the field.
 *
 * The list of names is LowCardinality, and every function on it has one argument that is no constant: ClickHouse then finds the
 * field's number once for each different list (3 M lines: 9 ms of CPU; 137 with a function of two such columns, or of an array).
 *
 * @param pattern  SQL of the string `patternOfField(name)`: a parameter where the name is the user's
 */
export function fieldSql(pattern: string): string {
  const number = `countSubstrings(extract(field_names, ${pattern}), '\\n')`;
  return `if(${number} = 0, '', ${textAtSql(number, TEXT)})`;
}

/** What places are in. */
export const TEXT = "concat(message, field_texts)";

/** The names of a line's fields in order, and an empty one behind them. */
export const NAMES = "splitByChar('\\n', substring(toString(field_names), 2))";

/** The same, each with its number. */
export const NUMBERED_NAMES = `arrayZip(${NAMES} AS names, arrayEnumerate(names))`;

/** The text of the field with a number, from 1 on. */
export function textAtSql(number: string, text: string): string {
  const place = (behind: number) => `reinterpretAsUInt32(substring(field_places, 6 * ${number} - ${behind}, 3))`;
  return `substring(${text}, ${place(5)} + 1, ${place(2)})`;
}

/** What stands ahead of the name in a list, the line feed included: a line feed for it and each before it. */
export function patternOfField(name: string): string {
  return `(?s)^(.*\\n)${quoteRegex(name)}\\n`;
}

/** `fieldSql` of a name of this code's own. */
export function ownFieldSql(name: string): string {
  return fieldSql(sqlString(patternOfField(name)));
}
