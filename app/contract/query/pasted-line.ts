import { namedField } from "./line-fields.ts";
import { printQuery } from "./print.ts";
import { andOf, type FieldNode, orOf, type QueryNode } from "./tree.ts";
import { literalOf, readPattern } from "./values.ts";
import { quote } from "./words.ts";

/**
 * What people paste must find itself. Three devices:
 * 1. text that starts like a printed log line is taken apart into source and message (`readPastedLine`);
 * 2. a whole JSON object also means its own keys and values;
 * 3. any other query also finds the lines that hold it word for word, where the grammar might read it differently
 *    (`withTextAsTyped`).
 */

const ISO_TIME = "\\d{4}-\\d\\d-\\d\\d[T ]\\d\\d:\\d\\d:\\d\\d(?:[.,]\\d{1,9})?(?: ?(?:Z|UTC|[+-]\\d\\d:?\\d\\d))?";
const SYSLOG_TIME = "[A-Z][a-z]{2} {1,2}\\d{1,2} (?:\\d{4} )?\\d\\d:\\d\\d:\\d\\d(?:\\.\\d{1,6})?";
const CLOCK_TIME = "\\d\\d:\\d\\d:\\d\\d(?:\\.\\d{1,6})?(?: ?[AP]M)?";
const TIME = `(?:${ISO_TIME}|${SYSLOG_TIME}|${CLOCK_TIME})`;
const NAME = "[A-Za-z][\\w.-]{0,63}";
const PROCESS = "[A-Za-z][\\w.-]{0,63}";

/** How log lines are printed, most telling first. Each gives the source's two halves and the rest. */
const HEADERS: readonly { pattern: RegExp; app: number; process: number; rest: number; hasTime: boolean }[] = [
  // <134>1 2026-03-04T09:15:02.118437+00:00 host heroku router - at=info ...   (a drain's own frame)
  {
    pattern: new RegExp(`^(?:\\d{1,6} )?<\\d{1,3}>1 ${ISO_TIME} \\S+ (${NAME}) (${PROCESS}) - (?:- )?([\\s\\S]*)$`),
    app: 1,
    process: 2,
    rest: 3,
    hasTime: true,
  },
  // 2026-03-04T09:15:02.118437+00:00 heroku[router]: at=info ...               (heroku logs)
  {
    pattern: new RegExp(`^${TIME} (?:${NAME} )?(${NAME})\\[(${PROCESS})\\]: ?([\\s\\S]*)$`),
    app: 1,
    process: 2,
    rest: 3,
    hasTime: true,
  },
  // Mar 04 09:15:02 my-app heroku/router: at=info ...                          (Papertrail)
  {
    pattern: new RegExp(`^${TIME} (?:\\S{1,100} )?(${NAME})/(${PROCESS}):? ([\\s\\S]*)$`),
    app: 1,
    process: 2,
    rest: 3,
    hasTime: true,
  },
  // heroku[router]: at=info ...                                                (the same, cut)
  { pattern: new RegExp(`^(${NAME})\\[(${PROCESS})\\]: ?([\\s\\S]*)$`), app: 1, process: 2, rest: 3, hasTime: false },
  { pattern: new RegExp(`^(app|heroku)/(${PROCESS}): ([\\s\\S]*)$`), app: 1, process: 2, rest: 3, hasTime: false },
];

/** Lines of one paste that are searched, each a condition of its own; a longer trace is found by its first lines. */
const LINES_MAX = 50;
const JSON_CONDITIONS_MAX = 20;

export interface PastedLine {
  tree: QueryNode;
  hint: string;
}

/**
 * Recognises one or several pasted log lines.
 *
 * @returns null when the query does not start like a printed line, holds no JSON object and is no stack trace
 */
export function readPastedLine(query: string): PastedLine | null {
  const text = query.trim();
  const lines = text
    .split(/[\r\n]+/)
    .map(withoutEllipsis)
    .filter((line) => line !== "");
  if (lines.length > 1) return readSeveral(text, lines);
  const line = lines[0] ?? "";
  const node = headedLine(line) ?? jsonObject(line);
  if (node === null) return null;
  return {
    tree: { type: "pasted", text, node },
    hint: "Read as a pasted log line: searched by its source and text, not its time.",
  };
}

/** Each line of a stack trace or of a copied listing is a line of its own in the store. */
function readSeveral(text: string, lines: string[]): PastedLine | null {
  const isListing = lines.some((line) => headedLine(line) !== null);
  const isTrace = lines.some((line) => /^(?:at \S|from \S|File "|\.{3} \d+ more|Caused by: )/.test(line));
  const object = jsonObject(lines.join(" "));
  if (!isListing && !isTrace && object === null) return null;
  // `}` alone would find everything.
  const telling = lines.filter((line) => (line.match(/[\p{L}\p{N}]/gu)?.length ?? 0) >= 4);
  const wanted = telling.length > 0 ? telling : lines;
  const nodes = wanted.slice(0, LINES_MAX).map((line) => headedLine(line) ?? literal(line));
  const node = orOf(object === null ? nodes : [object, ...nodes]) as QueryNode;
  const each = wanted.length > LINES_MAX ? `each of the first ${LINES_MAX}` : "each of them";
  return {
    tree: { type: "pasted", text, node },
    hint: `Read as pasted log lines: finds ${each} by source and text, not by time.`,
  };
}

function headedLine(line: string): QueryNode | null {
  for (const { pattern, app, process, rest, hasTime } of HEADERS) {
    const found = pattern.exec(line);
    if (found === null) continue;
    const source = [fieldIs("app_name", found[app] as string), fieldIs("process_id", found[process] as string)];
    const message = (found[rest] as string).trim();
    // Without a time, `heroku[router]: status=503 code=H12` may also be a query that starts with a source.
    const words = hasTime || message === "" ? null : wordsOf(message);
    const conditions =
      message === "" ? source : [...source, orOf([literal(message), ...(words === null ? [] : [words])]) as QueryNode];
    // An app may print such a header itself; then it is part of the message.
    return orOf([andOf(conditions) as QueryNode, literal(line)]);
  }
  return null;
}

/** The words of a message, each to be found in it: what `parse.ts` does without operators. */
function wordsOf(message: string): QueryNode | null {
  const words = message.split(/\s+/).slice(0, 20);
  return words.length < 2 ? null : andOf(words.map((word): QueryNode => ({ type: "literal", text: word })));
}

function fieldIs(name: string, value: string): FieldNode {
  return {
    type: "field",
    raw: `${name}:${quote(value)}`,
    name,
    isKey: false,
    test: { is: "value", text: value, isQuoted: true, isCased: false },
  };
}

function literal(text: string): QueryNode {
  return { type: "literal", text };
}

/** `{"level":"error","user":{"id":42}}`: the text itself, or a line whose fields hold the same values in any order. */
function jsonObject(text: string): QueryNode | null {
  if (!text.startsWith("{") || !text.endsWith("}")) return null;
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return null;
  }
  const conditions: QueryNode[] = [];
  flatten("", value, conditions, 0);
  const same = conditions.length === 0 ? null : andOf(conditions.slice(0, JSON_CONDITIONS_MAX));
  return orOf([literal(text), ...(same === null ? [] : [same])]);
}

function flatten(path: string, value: unknown, conditions: QueryNode[], depth: number): void {
  if (conditions.length >= JSON_CONDITIONS_MAX) return;
  if (typeof value === "string" || typeof value === "number" || typeof value === "boolean") {
    if (path === "" || value === "") return;
    const text = clean(String(value));
    conditions.push({
      type: "field",
      raw: `${quote(clean(path))}:${quote(text)}`,
      name: clean(path),
      isKey: true,
      test: { is: "value", text, isQuoted: true, isCased: false },
    });
  } else if (typeof value === "object" && value !== null && !Array.isArray(value) && depth < 4) {
    for (const [key, inner] of Object.entries(value))
      flatten(path === "" ? key : `${path}.${key}`, inner, conditions, depth + 1);
  }
}

/** JSON escapes can spell what a query text cannot hold. */
function clean(text: string): string {
  return text.replace(/\0|[\uD800-\uDBFF](?![\uDC00-\uDFFF])|(?<![\uD800-\uDBFF])[\uDC00-\uDFFF]/g, "\uFFFD");
}

/**
 * Adds "or the line holds the query word for word" to a query whose reading might exclude the very text it was pasted
 * from: `Started GET "/" for 127.0.0.1 at 2026-03-10 14:22:01 -0500` has a word that reads as an exclusion.
 *
 * Not added when it cannot matter (every such line matches anyway), nor when nothing in the query asks for text: plain
 * exclusions and conditions on fields mean exactly what they say.
 */
export function withTextAsTyped(tree: QueryNode, query: string): QueryNode {
  const text = query.trim();
  const typed = withoutEllipsis(text);
  if (tree.type === "field" || typed === "" || !asksForText(tree)) return tree;
  // The printed form counts too, so that printing and reading again comes to the same decision.
  const printed = printQuery(tree);
  const isPlain = (each: string) => findsOwnText(tree, withoutEllipsis(each)) === true && readPastedLine(each) === null;
  if (isPlain(text) && isPlain(printed)) return tree;
  return { type: "pasted", text, node: orOf([tree, literal(typed)]) as QueryNode };
}

function withoutEllipsis(text: string): string {
  return text.trim().replace(/\s*(?:…|\.\.\.)$/, "");
}

/** Conditions on fields alone are a query, unless they stand side by side as in a pasted `at=info user=4 took=12ms`. */
function asksForText(node: QueryNode): boolean {
  return (
    holdsText(node) ||
    (node.type === "and" && node.nodes.every(({ type }) => type === "field") && node.nodes.some(isKeyValue))
  );
}

function holdsText(node: QueryNode): boolean {
  if (node.type === "and" || node.type === "or") return node.nodes.some(holdsText);
  return node.type === "text" || node.type === "literal";
}

function isKeyValue(node: QueryNode): boolean {
  return node.type === "field" && node.test.is === "value" && (node.isKey || namedField(node.name) === null);
}

/** Would the tree match every line that holds the text, whatever else is in it? null when that depends on the line. */
function findsOwnText(node: QueryNode, text: string): boolean | null {
  switch (node.type) {
    case "and": {
      const each = node.nodes.map((inner) => findsOwnText(inner, text));
      return each.every((found) => found === true) ? true : each.includes(false) ? false : null;
    }
    case "or": {
      const each = node.nodes.map((inner) => findsOwnText(inner, text));
      return each.includes(true) ? true : each.every((found) => found === false) ? false : null;
    }
    case "not":
      return findsOwnText(node.node, text) === true ? false : null;
    case "text": {
      const wanted = node.isQuoted ? node.text : literalOf(readPattern(node.text));
      // A word with a wildcard matches its own source.
      if (wanted === null) return text.includes(node.text) && !node.text.includes("\\") ? true : null;
      return text.includes(wanted) ? true : null;
    }
    default:
      return null;
  }
}
