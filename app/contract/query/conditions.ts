import { LINE_LEVELS, type LineLevel } from "../line.ts";
import { type Network, readNetwork } from "./addresses.ts";
import {
  FACILITY_NAMES,
  keyPlaces,
  type NumberColumn,
  namedField,
  type Place,
  type QueryField,
  readLevel,
  SEVERITY_NAMES,
} from "./fields.ts";
import {
  boundedTest,
  containsTest,
  equalsTest,
  partTest,
  piecesOf,
  regexTest,
  type TextTest,
  wholeTest,
} from "./text-tests.ts";
import type { CompareOperator, FieldNode, FieldTest, QueryNode, TextNode } from "./tree.ts";
import {
  foldAscii,
  literalOf,
  type PatternPiece,
  type Quantity,
  quoteRegex,
  readPattern,
  readQuantity,
} from "./values.ts";
import { asTyped } from "./words.ts";

/**
 * A tree in the small language both readers speak: what every name, wildcard and unit means is decided here, once, so
 * that search and tail cannot disagree about it. Each condition is plainly true or false for every line.
 */
export type Condition =
  | { is: "always"; value: boolean }
  | { is: "and" | "or"; conditions: Condition[] }
  | { is: "not"; condition: Condition }
  | { is: "text"; place: Place; test: TextTest }
  | { is: "filled"; place: Place }
  | { is: "quantity"; place: Place; operator: CompareOperator | "="; quantity: Quantity }
  | { is: "order"; place: Place; operator: CompareOperator; text: string }
  | { is: "address"; place: Place; network: Network }
  | { is: "number"; column: NumberColumn; operator: CompareOperator | "="; value: number }
  | { is: "app"; test: TextTest | null };

const MESSAGE: Place = { column: "message" };
/** So long a clause does not end inside a word by accident; the ends of a longer one are not checked. */
const BOUNDED_CHARS_MAX = 64;
/** A pasted text this long that ends inside a word was cut there. */
const LITERAL_BOUNDED_CHARS_MAX = 24;
/** Ids shorter than this would be found inside other numbers. */
const TRACE_ID_CHARS_MIN = 8;

/** @returns the meaning of a tree; null, which is no condition, is always true. Never throws. */
export function conditionOf(tree: QueryNode | null): Condition {
  if (tree === null) return always(true);
  switch (tree.type) {
    case "and":
    case "or":
      return { is: tree.type, conditions: tree.nodes.map(conditionOf) };
    case "not":
      return { is: "not", condition: conditionOf(tree.node) };
    case "pasted":
      return conditionOf(tree.node);
    case "literal":
      return inMessage(tree.text, LITERAL_BOUNDED_CHARS_MAX);
    case "text":
      return textCondition(tree);
    case "field":
      return fieldCondition(tree);
  }
}

// ---- text ----

/**
 * A word or phrase is looked for in the message. A bare word that names a source (`web.1`, `router`, `heroku/router`) or
 * an app also finds the lines of that source or app, as Papertrail's searches do.
 */
function textCondition({ text, isQuoted, isCased }: TextNode): Condition {
  const pieces: PatternPiece[] = isQuoted ? [{ text }] : readPattern(text);
  const found: Condition = { is: "text", place: MESSAGE, test: partTest(pieces, isCased) };
  const literal = literalOf(pieces);
  if (pieces.every((piece) => "wildcard" in piece && piece.wildcard === "*")) return always(true);
  if (isQuoted || literal === null) return found;
  return or([found, { is: "app", test: equalsTest(literal, false) }, ...sourceConditions(literal)]);
}

const PLATFORM_PROCESSES = new Set(["router", "api", "logplex", "scheduler", "heroku-postgres", "heroku-redis"]);

function sourceConditions(word: string): Condition[] {
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

function columnEquals(column: "app_name" | "process_id", text: string): Condition {
  return { is: "text", place: { column }, test: equalsTest(text, false) };
}

// ---- fields ----

function fieldCondition(node: FieldNode): Condition {
  const field = node.isKey ? null : namedField(node.name);
  return field === null ? keyCondition(node) : namedCondition(field, node.test);
}

/**
 * A name we do not know may be no field at all (`Error:`, `localhost:3000`): where the line has no such field, the
 * condition's own text is looked for in the message.
 */
function keyCondition({ name, raw, test }: FieldNode): Condition {
  const [place] = keyPlaces(name) as [Place];
  const held = placeCondition(place, "whole", test);
  // `field:""` asks for a line without the field.
  const isText = test.is === "regex" || (test.is === "value" && test.text !== "");
  if (!isText) return held;
  return or([and([{ is: "filled", place }, held]), and([not({ is: "filled", place }), inMessage(asTyped(raw))])]);
}

function inMessage(text: string, boundedCharsMax = BOUNDED_CHARS_MAX): Condition {
  const test = text.length > boundedCharsMax ? containsTest(text, false) : boundedTest(text);
  return { is: "text", place: MESSAGE, test };
}

function namedCondition(field: QueryField, test: FieldTest): Condition {
  if (field.numberColumn !== undefined) return numberCondition(field.numberColumn, test);
  const conditions = field.places.map((place) => placeCondition(place, field.comparison, test));
  if (field.name === "level") conditions.push(levelCondition(test));
  if (field.name === "status") conditions.push(statusClassCondition(test));
  if (field.isApp) conditions.push(appCondition(field, test));
  if (field.isTraceId) conditions.push(traceCondition(test));
  return or(conditions);
}

/** One field in one place. */
function placeCondition(place: Place, comparison: QueryField["comparison"], test: FieldTest): Condition {
  switch (test.is) {
    case "exists":
      return { is: "filled", place };
    case "regex":
      return { is: "text", place, test: regexTest(test.source, test.ignoresCase) };
    case "contains":
      return { is: "text", place, test: partTest(piecesOf(test), test.isCased) };
    case "compare":
      return comparedCondition(place, test.operator, test.text);
    case "range":
      return rangeCondition(test, (operator, text) => comparedCondition(place, operator, text), {
        is: "filled",
        place,
      });
    case "value":
      return valueCondition(place, comparison, test);
  }
}

type ValueTest = Extract<FieldTest, { is: "value" }>;

function valueCondition(place: Place, comparison: QueryField["comparison"], test: ValueTest): Condition {
  const pieces = piecesOf(test);
  if (comparison === "part") return { is: "text", place, test: partTest(pieces, test.isCased) };
  const conditions: Condition[] = [{ is: "text", place, test: wholeTest(pieces, test.isCased) }];
  const literal = literalOf(pieces);
  if (literal !== null && !test.isQuoted) {
    // `dyno:web` is every web dyno.
    if (comparison === "process" && /^[A-Za-z][\w-]*$/.test(literal)) {
      conditions.push({ is: "text", place, test: { by: "regex", source: `(?i)^${quoteRegex(literal)}\\.` } });
    }
    const quantity = readQuantity(literal);
    // A number is the same number in any spelling: `service:0.5s` is `500ms`.
    if (quantity !== null) conditions.push({ is: "quantity", place, operator: "=", quantity });
    const network = readNetwork(literal);
    if (network !== null) conditions.push({ is: "address", place, network });
  }
  return or(conditions);
}

/** By number where the operand is one, else by text: dates and versions order well enough as text. */
function comparedCondition(place: Place, operator: CompareOperator, operand: string): Condition {
  const quantity = readQuantity(operand);
  return quantity === null
    ? { is: "order", place, operator, text: operand }
    : { is: "quantity", place, operator, quantity };
}

function rangeCondition(
  range: Extract<FieldTest, { is: "range" }>,
  compare: (operator: CompareOperator, text: string) => Condition,
  whenOpen: Condition,
): Condition {
  const bounds: Condition[] = [];
  if (range.from !== null) bounds.push(compare(range.includesFrom ? ">=" : ">", range.from));
  if (range.to !== null) bounds.push(compare(range.includesTo ? "<=" : "<", range.to));
  return bounds.length === 0 ? whenOpen : and(bounds);
}

// ---- named fields with a meaning of their own ----

/** By rank; a word that is no level compares as text in the places the field has anyway. */
function levelCondition(test: FieldTest): Condition {
  switch (test.is) {
    case "value": {
      const level = test.isCased ? null : readLevel(test.text);
      return level === null ? always(false) : oneOfLevels([level]);
    }
    case "compare":
      return levelsBy(test.operator, test.text);
    case "range":
      return rangeCondition(test, levelsBy, always(true));
    default:
      return always(false);
  }
}

function levelsBy(operator: CompareOperator, word: string): Condition {
  const level = readLevel(word);
  if (level === null) return always(false);
  const rank = LINE_LEVELS.indexOf(level);
  return oneOfLevels(LINE_LEVELS.filter((_, index) => compare(index, operator, rank)));
}

function oneOfLevels(levels: readonly LineLevel[]): Condition {
  return or(
    levels.map((level): Condition => ({ is: "text", place: { column: "level" }, test: equalsTest(level, true) })),
  );
}

/** `status:5xx` */
function statusClassCondition(test: FieldTest): Condition {
  const hundreds = test.is === "value" && !test.isQuoted ? /^([1-5])xx$/i.exec(test.text)?.[1] : undefined;
  if (hundreds === undefined) return always(false);
  const place: Place = { key: "status" };
  const bound = (value: number): Quantity => ({ value, dimension: null });
  return and([
    { is: "quantity", place, operator: ">=", quantity: bound(Number(hundreds) * 100) },
    { is: "quantity", place, operator: "<", quantity: bound(Number(hundreds) * 100 + 100) },
  ]);
}

function appCondition(field: QueryField, test: FieldTest): Condition {
  switch (test.is) {
    case "exists":
      return { is: "app", test: null };
    case "regex":
      return { is: "app", test: regexTest(test.source, test.ignoresCase) };
    case "contains":
      return { is: "app", test: partTest(piecesOf(test), test.isCased) };
    case "value": {
      const byComparison = field.comparison === "part" ? partTest : wholeTest;
      return { is: "app", test: byComparison(piecesOf(test), test.isCased) };
    }
    default:
      return always(false);
  }
}

function traceCondition(test: FieldTest): Condition {
  const literal = test.is === "value" ? literalOf(piecesOf(test)) : null;
  if (literal === null || literal.length < TRACE_ID_CHARS_MIN) return always(false);
  return { is: "text", place: MESSAGE, test: containsTest(literal, false) };
}

function numberCondition(column: NumberColumn, test: FieldTest): Condition {
  const compared = (operator: CompareOperator | "=", text: string): Condition => {
    const value = readColumnNumber(column, text);
    return value === null ? always(false) : { is: "number", column, operator, value };
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
  const names: readonly string[] = column === "severity" ? SEVERITY_NAMES : column === "facility" ? FACILITY_NAMES : [];
  const named = names.indexOf(foldAscii(text));
  if (named !== -1) return named;
  const quantity = readQuantity(text);
  if (quantity === null || quantity.dimension === "time") return null;
  return quantity.dimension === "size" && column !== "message_len" ? null : quantity.value;
}

// ---- combining ----

/** @returns whether `left operator right` holds; the one place both readers' numbers are compared by in JavaScript */
export function compare(left: number, operator: CompareOperator | "=", right: number): boolean {
  switch (operator) {
    case "=":
      return left === right;
    case ">":
      return left > right;
    case ">=":
      return left >= right;
    case "<":
      return left < right;
    case "<=":
      return left <= right;
  }
}

function always(value: boolean): Condition {
  return { is: "always", value };
}

function not(condition: Condition): Condition {
  return { is: "not", condition };
}

function and(conditions: Condition[]): Condition {
  return joined("and", conditions);
}

function or(conditions: Condition[]): Condition {
  return joined("or", conditions);
}

/** Drops what cannot change the outcome, so that the SQL holds only what is asked. */
function joined(is: "and" | "or", conditions: Condition[]): Condition {
  const kept = conditions.filter((each) => !(each.is === "always" && each.value === (is === "and")));
  if (kept.some((each) => each.is === "always")) return always(is === "or");
  const [first] = kept;
  if (first === undefined) return always(is === "and");
  return kept.length === 1 ? first : { is, conditions: kept };
}
