import type { QueryDiagnostic } from "../api.ts";

/**
 * What a query means, as the parser read it. Two readers share it: `match.ts` (a predicate for tail) and the
 * ClickHouse SQL writer (for search); `print.ts` turns it back into text.
 *
 * `raw` is the clause in the user's own words, made safe to stand alone. It is kept for two reasons: printing gives back
 * what was typed, and a clause on a field the line does not have is searched in the message as that very text.
 */
export type QueryNode =
  | { type: "and"; nodes: QueryNode[] }
  | { type: "or"; nodes: QueryNode[] }
  | { type: "not"; node: QueryNode }
  | TextNode
  | FieldNode
  | { type: "literal"; text: string }
  | { type: "pasted"; text: string; node: QueryNode };

/** A bare word (`text` is its source, wildcards and backslashes included) or a phrase (`text` is final). */
export interface TextNode {
  type: "text";
  raw: string;
  text: string;
  isQuoted: boolean;
  isCased: boolean;
}

/** `name:test`. `isKey` is true when the name was quoted: then it is a key of `fields` and never a named field. */
export interface FieldNode {
  type: "field";
  raw: string;
  name: string;
  isKey: boolean;
  test: FieldTest;
}

export type FieldTest =
  | { is: "value"; text: string; isQuoted: boolean; isCased: boolean }
  | { is: "contains"; text: string; isQuoted: boolean; isCased: boolean }
  | { is: "compare"; operator: CompareOperator; text: string }
  | { is: "range"; from: string | null; to: string | null; includesFrom: boolean; includesTo: boolean }
  | { is: "regex"; source: string; ignoresCase: boolean }
  | { is: "exists" };

export type CompareOperator = ">" | ">=" | "<" | "<=";

/** `tree` is null when the query asks for nothing in particular: every line matches. */
export interface ParsedQuery {
  tree: QueryNode | null;
  diagnostics: QueryDiagnostic[];
}

/** Deeper parentheses are ignored: no person nests so deep, and every reader may recurse without care. */
export const QUERY_NESTING_MAX = 32;
/** More conditions are ignored: the SQL stays small enough to plan in milliseconds. */
export const QUERY_TERMS_MAX = 200;

/** @returns the conjunction, flattened; null for none */
export function andOf(nodes: readonly QueryNode[]): QueryNode | null {
  return joined("and", nodes);
}

/** @returns the disjunction, flattened; null for none */
export function orOf(nodes: readonly QueryNode[]): QueryNode | null {
  return joined("or", nodes);
}

/** Two negations cancel, so that a tree never holds one directly inside another. */
export function notOf(node: QueryNode): QueryNode {
  return node.type === "not" ? node.node : { type: "not", node };
}

function joined(type: "and" | "or", nodes: readonly QueryNode[]): QueryNode | null {
  const flat = nodes.flatMap((node) => (node.type === type ? node.nodes : [node]));
  const [first] = flat;
  if (first === undefined) return null;
  return flat.length === 1 ? first : { type, nodes: flat };
}
