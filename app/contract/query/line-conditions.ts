import { LINE_LEVELS, type LineLevel } from "../line.ts";
import { always, and, type Condition, compare, or, rangeCondition, type Vocabulary } from "./conditions.ts";
import type { NumberColumn, Place, QueryField } from "./fields.ts";
import { readLevel } from "./levels.ts";
import { keyPlaces, namedField } from "./line-fields.ts";
import { readFacility, readSeverity } from "./syslog-names.ts";
import { containsTest, equalsTest, partTest, piecesOf, regexTest, type TextTest, wholeTest } from "./text-tests.ts";
import type { CompareOperator, FieldTest } from "./tree.ts";
import { foldAscii, literalOf, type Quantity, readQuantity } from "./values.ts";

/** Conditions that only lines have: numbers of the syslog header, and the Heroku app behind the line's drain. */
export type LineSpecial =
  | { is: "number"; column: NumberColumn; operator: CompareOperator | "="; value: number }
  | { is: "app"; test: TextTest | null };
export type LineCondition = Condition<Place, LineSpecial>;

const MESSAGE: Place = { column: "message" };
/** Ids shorter than this would be found inside other numbers. */
const TRACE_ID_CHARS_MIN = 8;

/**
 * Lines. A bare word that names a source (`web.1`, `router`, `heroku/router`) or an app also finds the lines of that
 * source or app, as Papertrail's searches do.
 */
export const LINES: Vocabulary<Place, LineSpecial> = {
  text: MESSAGE,
  field: namedField,
  keyPlace: (name) => keyPlaces(name)[0] as Place,
  wordConditions: (word) => [appTest(equalsTest(word, false)), ...sourceConditions(word)],
  fieldConditions(field, test) {
    if (field.numberColumn !== undefined) return [numberCondition(field.numberColumn, test)];
    return [
      ...(field.name === "level" ? [levelCondition(test)] : []),
      ...(field.name === "status" ? [statusClassCondition(test)] : []),
      ...(field.isApp ? [appCondition(field, test)] : []),
      ...(field.isTraceId ? [traceCondition(test)] : []),
    ];
  },
  ordered: (field, place, operator, operand) => (field.name === "level" ? byRank(place, operator, operand) : null),
};

function appTest(test: TextTest | null): LineCondition {
  return { is: "special", special: { is: "app", test } };
}

const PLATFORM_PROCESSES = new Set(["router", "api", "logplex", "scheduler", "heroku-postgres", "heroku-redis"]);

function sourceConditions(word: string): LineCondition[] {
  const both = /^([A-Za-z][\w.-]*)(?:\/([A-Za-z][\w.-]*)|\[([A-Za-z][\w.-]*)\]):?$/.exec(word);
  const process = both?.[2] ?? both?.[3];
  if (
    both !== null &&
    process !== undefined &&
    (both[3] !== undefined || /^(?:app|heroku)$/i.test(both[1] as string))
  ) {
    return [and([columnEquals("app_name", both[1] as string), columnEquals("process_id", process)])];
  }
  const isProcess = /^[a-z][a-z0-9_-]*\.[0-9]{1,6}$/i.test(word) || PLATFORM_PROCESSES.has(foldAscii(word));
  return isProcess ? [columnEquals("process_id", word)] : [];
}

function columnEquals(column: "app_name" | "process_id", text: string): LineCondition {
  return { is: "text", place: { column }, test: equalsTest(text, false) };
}

/** `level:warning` is warn, whatever word the line itself had for it. */
function levelCondition(test: FieldTest): LineCondition {
  const level = test.is === "value" && !test.isCased ? readLevel(test.text) : undefined;
  return level === undefined ? always(false) : oneOfLevels([level]);
}

/**
 * Levels compare by rank, and the line's own level decides: what a parser read from a field of that name is in it. A
 * word that is no level ranks nowhere among them; only a line's own field can compare with it.
 */
function byRank(place: Place, operator: CompareOperator, word: string): LineCondition | null {
  const isOwnField = "key" in place;
  const level = readLevel(word);
  if (level === undefined) return isOwnField ? null : always(false);
  if (isOwnField) return always(false);
  const rank = LINE_LEVELS.indexOf(level);
  return oneOfLevels(LINE_LEVELS.filter((_, index) => compare(index, operator, rank)));
}

function oneOfLevels(levels: readonly LineLevel[]): LineCondition {
  return or(
    levels.map((level): LineCondition => ({ is: "text", place: { column: "level" }, test: equalsTest(level, true) })),
  );
}

/** `status:5xx` */
function statusClassCondition(test: FieldTest): LineCondition {
  const hundreds = test.is === "value" && !test.isQuoted ? /^([1-5])xx$/i.exec(test.text)?.[1] : undefined;
  if (hundreds === undefined) return always(false);
  const place: Place = { key: "status" };
  const bound = (value: number): Quantity => ({ value, dimension: null });
  return and([
    { is: "quantity", place, operator: ">=", quantity: bound(Number(hundreds) * 100) },
    { is: "quantity", place, operator: "<", quantity: bound(Number(hundreds) * 100 + 100) },
  ]);
}

function appCondition(field: QueryField, test: FieldTest): LineCondition {
  switch (test.is) {
    case "exists":
      return appTest(null);
    case "regex":
      return appTest(regexTest(test.source, test.ignoresCase));
    case "contains":
      return appTest(partTest(piecesOf(test), test.isCased));
    case "value": {
      const byComparison = field.comparison === "part" ? partTest : wholeTest;
      return appTest(byComparison(piecesOf(test), test.isCased));
    }
    default:
      return always(false);
  }
}

function traceCondition(test: FieldTest): LineCondition {
  const literal = test.is === "value" ? literalOf(piecesOf(test)) : null;
  if (literal === null || literal.length < TRACE_ID_CHARS_MIN) return always(false);
  return { is: "text", place: MESSAGE, test: containsTest(literal, false) };
}

function numberCondition(column: NumberColumn, test: FieldTest): LineCondition {
  const compared = (operator: CompareOperator | "=", text: string): LineCondition => {
    const value = readColumnNumber(column, text);
    return value === null ? always(false) : { is: "special", special: { is: "number", column, operator, value } };
  };
  switch (test.is) {
    case "value":
      return compared("=", test.text);
    case "compare":
      return compared(test.operator, test.text);
    case "range":
      return rangeCondition(test, compared, always(true));
    case "exists":
      return always(true);
    default:
      return always(false);
  }
}

function readColumnNumber(column: NumberColumn, text: string): number | null {
  const named = column === "severity" ? readSeverity(text) : column === "facility" ? readFacility(text) : null;
  if (named !== null) return named;
  const quantity = readQuantity(text);
  if (quantity === null || quantity.dimension === "time") return null;
  return quantity.dimension === "size" && column !== "message_len" ? null : quantity.value;
}
