import type { QueryDiagnostic } from "../api.ts";
import { LINE_KINDS } from "../line.ts";
import type { NumberColumn } from "./fields.ts";
import { readLevel } from "./levels.ts";
import { namedField } from "./line-fields.ts";
import { FACILITY_NAMES, readFacility, readSeverity, SEVERITY_NAMES } from "./syslog-names.ts";
import type { FieldNode, TextNode } from "./tree.ts";
import { readQuantity } from "./values.ts";

const KINDS: ReadonlySet<string> = new Set(LINE_KINDS);

/** What people call the time of a line, and no field is. */
const TIMES: ReadonlySet<string> = new Set([
  "timestamp",
  "@timestamp",
  "time",
  "date",
  "datetime",
  "ts",
  "received_at",
]);

/**
 * Hints on a condition that is read in a way its writer may not expect. They never change what is searched.
 *
 * @param place  where the condition stands in the query
 */
export function adviceOn(node: FieldNode | TextNode, place: { from: number; to: number }): QueryDiagnostic[] {
  const message = node.type === "text" ? wordAdvice(node) : fieldAdvice(node);
  return message === null ? [] : [{ from: place.from, to: place.to, severity: "hint", message }];
}

function wordAdvice({ text }: TextNode): string | null {
  const name = /^([a-z_]+)[:=]$/.exec(text)?.[1];
  if (name === undefined || namedField(name) === null) return null;
  return `Searched as text. For the field, write the value right after it: ${name}:value.`;
}

function fieldAdvice({ name, isKey, test }: FieldNode): string | null {
  if (isKey) return null;
  const field = namedField(name);
  if (field === null) {
    const lower = name.toLowerCase();
    if (lower !== name && namedField(lower) !== null) return `Field names are lower case: ${lower}.`;
  }
  const operator = test.is === "value" && !test.isQuoted ? /^\\?([<>]=?)$/.exec(test.text)?.[1] : undefined;
  if (operator !== undefined)
    return `Nothing stands after ${operator} to compare with: write it right there, as in ${name}:${operator}500.`;
  const operands =
    test.is === "compare"
      ? [test.text]
      : test.is === "range"
        ? [test.from, test.to].filter((each) => each !== null)
        : [];
  const words = test.is === "value" && !/[*?]/.test(test.text) ? [test.text] : operands;
  if (field === null && operands.length > 0 && TIMES.has(name))
    return `Lines are chosen by time with the range beside the search (from, to). This asks a field called ${name} in the line itself.`;
  if (name === "level") {
    const unknown = words.find((word) => readLevel(word) === undefined);
    return unknown === undefined ? null : `No level is called ${unknown}: debug, info, warn, error, fatal.`;
  }
  if (name === "kind" && test.is === "value" && !/[*?]/.test(test.text) && !KINDS.has(test.text.toLowerCase()))
    return `No kind is called ${test.text}: ${LINE_KINDS.join(", ")}.`;
  if (field?.numberColumn !== undefined) return numberAdvice(field.numberColumn, words, operands.length > 0);
  const text = operands.find((operand) => readQuantity(operand) === null);
  return text === undefined ? null : `${text} is no number, so this compares as text.`;
}

/** A number of the header has no text that a word could be compared with. */
function numberAdvice(column: NumberColumn, words: readonly string[], isComparison: boolean): string | null {
  const isSeverity = column === "severity";
  const read = isSeverity ? readSeverity : column === "facility" ? readFacility : () => null;
  const unknown = words.find((word) => readQuantity(word) === null && read(word) === null);
  if (unknown === undefined)
    return isSeverity && isComparison ? "Severity counts down: 0 is the most urgent, 7 the least." : null;
  if (isSeverity) return `No severity is called ${unknown}: ${SEVERITY_NAMES.join(", ")}, or 0 to 7.`;
  if (column === "facility") return `No facility is called ${unknown}: ${FACILITY_NAMES.join(", ")}, or 0 to 23.`;
  return `${unknown} is no number, so this finds nothing.`;
}
