import { type Network, readNetwork } from "./addresses.ts";
import type { Comparison, QueryField } from "./fields.ts";
import { boundedTest, containsTest, partTest, piecesOf, regexTest, type TextTest, wholeTest } from "./text-tests.ts";
import type { CompareOperator, FieldNode, FieldTest, QueryNode, TextNode } from "./tree.ts";
import { literalOf, type PatternPiece, type Quantity, quoteRegex, readPattern, readQuantity } from "./values.ts";
import { asTyped } from "./words.ts";

/**
 * A tree in the small language that all readers speak: what every name, wildcard and unit means is decided here, once,
 * so that search and tail cannot disagree about it. Each condition is plainly true or false for everything searched.
 *
 * `P` says where a text is read, `S` which conditions only one kind of thing has (`never` for none).
 */
export type Condition<P, S> =
  | { is: "always"; value: boolean }
  | { is: "and" | "or"; conditions: Condition<P, S>[] }
  | { is: "not"; condition: Condition<P, S> }
  | { is: "text"; place: P; test: TextTest }
  | { is: "filled"; place: P }
  | { is: "quantity"; place: P; operator: CompareOperator | "="; quantity: Quantity }
  | { is: "order"; place: P; operator: CompareOperator; text: string }
  | { is: "address"; place: P; network: Network }
  | { is: "special"; special: S };

/** What can be searched: lines (`line-conditions.ts`) or changes (`change-conditions.ts`). */
export interface Vocabulary<P, S> {
  /** Where words and phrases are looked for. */
  text: P;
  field(name: string): QueryField<P> | null;
  /** Where a name is read that is no field. */
  keyPlace(name: string): P;
  /** What a bare word finds beside the text; none for most. */
  wordConditions(word: string): Condition<P, S>[];
  /** What a field means beside its places; none for most. */
  fieldConditions(field: QueryField<P>, test: FieldTest): Condition<P, S>[];
  /** How a field compares in one of its places when it has an order of its own; null: by number or as text. */
  ordered(field: QueryField<P>, place: P, operator: CompareOperator, operand: string): Condition<P, S> | null;
}

/** So long a clause does not end inside a word by accident; the ends of a longer one are not checked. */
const BOUNDED_CHARS_MAX = 64;
/** A pasted text this long that ends inside a word was cut there. */
const LITERAL_BOUNDED_CHARS_MAX = 24;

/** @returns the meaning of a tree; null, which is no condition, is always true. Never throws. */
export function conditionOf<P, S>(tree: QueryNode | null, words: Vocabulary<P, S>): Condition<P, S> {
  if (tree === null) return always(true);
  switch (tree.type) {
    case "and":
    case "or":
      return { is: tree.type, conditions: tree.nodes.map((node) => conditionOf(node, words)) };
    case "not":
      return { is: "not", condition: conditionOf(tree.node, words) };
    case "pasted":
      return conditionOf(tree.node, words);
    case "literal":
      return inText(words, tree.text, LITERAL_BOUNDED_CHARS_MAX);
    case "text":
      return textCondition(tree, words);
    case "field":
      return fieldCondition(tree, words);
  }
}

// ---- text ----

/** A word or phrase is looked for in the text; what else a bare word finds is the vocabulary's business. */
function textCondition<P, S>({ text, isQuoted, isCased }: TextNode, words: Vocabulary<P, S>): Condition<P, S> {
  const pieces: PatternPiece[] = isQuoted ? [{ text }] : readPattern(text);
  const found: Condition<P, S> = { is: "text", place: words.text, test: partTest(pieces, isCased) };
  const literal = literalOf(pieces);
  if (pieces.every((piece) => "wildcard" in piece && piece.wildcard === "*")) return always(true);
  return isQuoted || literal === null ? found : or([found, ...words.wordConditions(literal)]);
}

// ---- fields ----

function fieldCondition<P, S>(node: FieldNode, words: Vocabulary<P, S>): Condition<P, S> {
  const field = node.isKey ? null : words.field(node.name);
  return field === null ? keyCondition(node, words) : namedCondition(field, node.test, words);
}

/**
 * A name we do not know may be no field at all (`Error:`, `localhost:3000`): where what is searched has no such field,
 * the condition's own text is looked for in its text.
 */
function keyCondition<P, S>({ name, raw, test }: FieldNode, words: Vocabulary<P, S>): Condition<P, S> {
  const place = words.keyPlace(name);
  const held: Condition<P, S> = placeCondition(place, "whole", test);
  // `field:""` asks for a line without the field.
  const isText = test.is === "regex" || (test.is === "value" && test.text !== "");
  if (!isText) return held;
  return or([and([{ is: "filled", place }, held]), and([not({ is: "filled", place }), inText(words, asTyped(raw))])]);
}

function inText<P, S>(words: Vocabulary<P, S>, text: string, boundedCharsMax = BOUNDED_CHARS_MAX): Condition<P, S> {
  const test = text.length > boundedCharsMax ? containsTest(text, false) : boundedTest(text);
  return { is: "text", place: words.text, test };
}

function namedCondition<P, S>(field: QueryField<P>, test: FieldTest, words: Vocabulary<P, S>): Condition<P, S> {
  const compared: Compared<P, S> = (place, operator, operand) =>
    words.ordered(field, place, operator, operand) ?? comparedCondition(place, operator, operand);
  return or([
    ...field.places.map((place): Condition<P, S> => placeCondition(place, field.comparison, test, compared)),
    ...words.fieldConditions(field, test),
  ]);
}

type Compared<P, S> = (place: P, operator: CompareOperator, operand: string) => Condition<P, S>;

/** One field in one place. */
function placeCondition<P, S>(
  place: P,
  comparison: Comparison,
  test: FieldTest,
  compared: Compared<P, S> = comparedCondition,
): Condition<P, S> {
  switch (test.is) {
    case "exists":
      return { is: "filled", place };
    case "regex":
      return { is: "text", place, test: regexTest(test.source, test.ignoresCase) };
    case "contains":
      return { is: "text", place, test: partTest(piecesOf(test), test.isCased) };
    case "compare":
      return compared(place, test.operator, test.text);
    case "range":
      return rangeCondition(test, (operator, text) => compared(place, operator, text), {
        is: "filled",
        place,
      });
    case "value":
      return valueCondition(place, comparison, test);
  }
}

type ValueTest = Extract<FieldTest, { is: "value" }>;

function valueCondition<P, S>(place: P, comparison: Comparison, test: ValueTest): Condition<P, S> {
  const pieces = piecesOf(test);
  if (comparison === "part") return { is: "text", place, test: partTest(pieces, test.isCased) };
  const conditions: Condition<P, S>[] = [{ is: "text", place, test: wholeTest(pieces, test.isCased) }];
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
function comparedCondition<P, S>(place: P, operator: CompareOperator, operand: string): Condition<P, S> {
  const quantity = readQuantity(operand);
  return quantity === null
    ? { is: "order", place, operator, text: operand }
    : { is: "quantity", place, operator, quantity };
}

/** @param whenOpen what a range without any bound asks for */
export function rangeCondition<P, S>(
  range: Extract<FieldTest, { is: "range" }>,
  compare: (operator: CompareOperator, text: string) => Condition<P, S>,
  whenOpen: Condition<P, S>,
): Condition<P, S> {
  const bounds: Condition<P, S>[] = [];
  if (range.from !== null) bounds.push(compare(range.includesFrom ? ">=" : ">", range.from));
  if (range.to !== null) bounds.push(compare(range.includesTo ? "<=" : "<", range.to));
  return bounds.length === 0 ? whenOpen : and(bounds);
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

export function always<P, S>(value: boolean): Condition<P, S> {
  return { is: "always", value };
}

function not<P, S>(condition: Condition<P, S>): Condition<P, S> {
  return { is: "not", condition };
}

export function and<P, S>(conditions: Condition<P, S>[]): Condition<P, S> {
  return joined("and", conditions);
}

export function or<P, S>(conditions: Condition<P, S>[]): Condition<P, S> {
  return joined("or", conditions);
}

/** Drops what cannot change the outcome, so that the SQL holds only what is asked. */
function joined<P, S>(is: "and" | "or", conditions: Condition<P, S>[]): Condition<P, S> {
  const kept = conditions.filter((each) => !(each.is === "always" && each.value === (is === "and")));
  if (kept.some((each) => each.is === "always")) return always(is === "or");
  const [first] = kept;
  if (first === undefined) return always(is === "and");
  return kept.length === 1 ? first : { is, conditions: kept };
}
