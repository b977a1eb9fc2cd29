import { RE2JS } from "re2js";
import type { Line } from "../line.ts";
import { listHasAddressIn } from "./addresses.ts";
import { compare, conditionOf } from "./conditions.ts";
import type { Place } from "./fields.ts";
import { LINES, type LineCondition, type LineSpecial } from "./line-conditions.ts";
import type { TextTest } from "./text-tests.ts";
import type { QueryNode } from "./tree.ts";
import { compareText, foldAscii, measure } from "./values.ts";

/**
 * The predicate reader: tail. The store's reader is `app/stores/clickhouse/query-sql.ts`; both read the same
 * `Condition`, and a property test holds that they agree. Server only: it carries the regex engine (RE2, which never
 * backtracks; what a query may cost on a line is bounded by its states: `states.ts`).
 */

export type LineMatcher<L extends FieldlessLine = Line> = (line: L) => boolean;

/** A line whose fields are read one by one, by name. */
export type FieldlessLine = Omit<Line, "fields">;
type FieldReader<L> = (line: L, key: string) => string;

/**
 * Compiles a tree once, to be asked about many lines.
 *
 * @param tree  as `parseQuery` gave it; null matches every line
 * @throws      never
 */
export function compileMatcher(tree: QueryNode | null): LineMatcher {
  return compile(conditionOf(tree, LINES), fieldOf);
}

/** The same for lines that are not made whole: of each only what is asked for is read. @param readField "" for a field there is not */
export function compileMatcherOf<L extends FieldlessLine>(
  tree: QueryNode | null,
  readField: FieldReader<L>,
): LineMatcher<L> {
  return compile(conditionOf(tree, LINES), readField);
}

function compile<L extends FieldlessLine>(condition: LineCondition, readField: FieldReader<L>): LineMatcher<L> {
  switch (condition.is) {
    case "always":
      return () => condition.value;
    case "and": {
      const matchers = condition.conditions.map((each) => compile(each, readField));
      return (line) => matchers.every((matches) => matches(line));
    }
    case "or": {
      const matchers = condition.conditions.map((each) => compile(each, readField));
      return (line) => matchers.some((matches) => matches(line));
    }
    case "not": {
      const matches = compile(condition.condition, readField);
      return (line) => !matches(line);
    }
    case "text": {
      const read = reader(condition.place, readField);
      const matches = compileText(condition.test);
      return (line) => matches(read(line));
    }
    case "filled": {
      const read = reader(condition.place, readField);
      return (line) => read(line) !== "";
    }
    case "quantity": {
      const read = reader(condition.place, readField);
      const { operator, quantity } = condition;
      return (line) => {
        const value = measure(read(line), quantity.dimension);
        return value !== null && compare(value, operator, quantity.value);
      };
    }
    case "order": {
      const read = reader(condition.place, readField);
      const { operator, text } = condition;
      return (line) => {
        const value = read(line);
        return value !== "" && compare(compareText(value, text), operator, 0);
      };
    }
    case "address": {
      const read = reader(condition.place, readField);
      return (line) => listHasAddressIn(read(line), condition.network);
    }
    case "special":
      return compileSpecial(condition.special);
  }
}

function compileSpecial(special: LineSpecial): LineMatcher<FieldlessLine> {
  switch (special.is) {
    case "number":
      return (line) => compare(line[special.column], special.operator, special.value);
    case "app": {
      const matches = special.test === null ? () => true : compileText(special.test);
      return ({ app }) => app !== null && (matches(app.name) || matches(app.id));
    }
  }
}

function reader<L extends FieldlessLine>(place: Place, readField: FieldReader<L>): (line: L) => string {
  if ("column" in place) return (line) => line[place.column];
  if ("program" in place) return (line) => `${line.app_name}/${line.process_id}`;
  if ("key" in place) return (line) => readField(line, place.key);
  return (line) => readField(line, place.pathOf).replace(/\?.*$/s, "");
}

/** `fields` comes from JSON: an inherited `constructor` is no field. */
function fieldOf(line: Line, key: string): string {
  return Object.hasOwn(line.fields, key) ? (line.fields[key] as string) : "";
}

/** @returns the test as a function of one text. Also how the store's reader tests the names of apps. */
export function compileText(test: TextTest): (text: string) => boolean {
  switch (test.by) {
    case "equals":
      return test.isCased ? (text) => text === test.text : (text) => folded(text) === test.text;
    case "contains":
      return test.isCased ? (text) => text.includes(test.text) : (text) => folded(text).includes(test.text);
    case "bounded":
      return (text) => includesBounded(folded(text), test.text);
    case "regex":
      return compileRegex(test.source);
  }
}

/** A pattern the syntax check let through is accepted by both engines; a property test holds that. */
function compileRegex(source: string): (text: string) => boolean {
  const regex = RE2JS.compile(source, RE2JS.DOTALL);
  return (text) => regex.test(text);
}

/** Many conditions fold the same message one after the other. */
let lastText = "";
let lastFolded = "";
function folded(text: string): string {
  if (text !== lastText) {
    lastFolded = foldAscii(text);
    lastText = text;
  }
  return lastFolded;
}

const WORD = /[0-9a-z_]/;

function includesBounded(text: string, wanted: string): boolean {
  const bindsStart = WORD.test(wanted[0] ?? "");
  const bindsEnd = WORD.test(wanted.at(-1) ?? "");
  for (let at = text.indexOf(wanted); at !== -1; at = text.indexOf(wanted, at + 1)) {
    const startsWord = !bindsStart || at === 0 || !WORD.test(text[at - 1] as string);
    const end = at + wanted.length;
    if (startsWord && (!bindsEnd || end === text.length || !WORD.test(text[end] as string))) return true;
  }
  return false;
}
