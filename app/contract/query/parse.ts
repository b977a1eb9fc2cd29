import type { QueryDiagnostic } from "../api.ts";
import { QUERY_CHARS_MAX } from "../limits.ts";
import { adviceOn } from "./advice.ts";
import { readPastedLine, withTextAsTyped } from "./pasted-line.ts";
import { type FieldHead, type Token, tokenize } from "./tokens.ts";
import { andOf, notOf, orOf, type ParsedQuery, QUERY_TERMS_MAX, type QueryNode } from "./tree.ts";
import { operatorOf, quote } from "./words.ts";

/** More diagnostics than this help nobody. */
const DIAGNOSTICS_MAX = 50;

/**
 * Reads a query. Total: any string gives a tree, in time linear in its length.
 *
 * @param text  what the user typed or pasted; beyond `QUERY_CHARS_MAX` it is cut, with a diagnostic
 * @returns     the tree, null when every line matches; diagnostics with positions in `text`
 * @throws      never
 */
export function parseQuery(text: string): ParsedQuery {
  const diagnostics: QueryDiagnostic[] = [];
  const query = cleanQuery(text, diagnostics);
  const pasted = readPastedLine(query);
  if (pasted !== null) {
    diagnostics.push({ from: 0, to: query.length, severity: "hint", message: pasted.hint });
    return { tree: pasted.tree, diagnostics };
  }
  const tree = parseConditions(query, diagnostics);
  return { tree: tree && withTextAsTyped(tree, query), diagnostics: diagnostics.slice(0, DIAGNOSTICS_MAX) };
}

/** The grammar alone, without looking for a pasted line. */
export function parseConditions(query: string, diagnostics: QueryDiagnostic[]): QueryNode | null {
  return new Parser(tokenize(query, diagnostics), diagnostics).run();
}

/**
 * Cuts the query to its bound, and replaces what no line can hold and no store can bind: NUL and halves of surrogate
 * pairs become U+FFFD. Positions stay.
 */
function cleanQuery(text: string, diagnostics: QueryDiagnostic[]): string {
  if (text.length > QUERY_CHARS_MAX) {
    const message = `A query has at most ${QUERY_CHARS_MAX} characters; the rest is ignored.`;
    diagnostics.push({ from: QUERY_CHARS_MAX, to: text.length, severity: "error", message });
  }
  return text
    .slice(0, QUERY_CHARS_MAX)
    .trimEnd()
    .replace(/\0|[\uD800-\uDBFF](?![\uDC00-\uDFFF])|(?<![\uD800-\uDBFF])[\uDC00-\uDFFF]/g, "\uFFFD");
}

class Parser {
  private readonly tokens: Token[];
  private readonly diagnostics: QueryDiagnostic[];
  private at = 0;
  private terms = 0;

  constructor(tokens: Token[], diagnostics: QueryDiagnostic[]) {
    this.tokens = tokens;
    this.diagnostics = diagnostics;
  }

  run(): QueryNode | null {
    return this.conditions(null);
  }

  /** Terms up to the end or the closing parenthesis: AND binds closer than OR, and is what a space means. */
  private conditions(head: FieldHead | null): QueryNode | null {
    // In `field:(a b)` the values are alternatives: one field seldom has two values. Text can hold both words.
    const isAlternatives = head !== null && (head.isKey || head.name !== "message");
    const chains: QueryNode[][] = [[]];
    const excluded: QueryNode[] = [];
    let isExplicit = false;
    for (let token = this.peek(); token !== undefined && token.kind !== "close"; token = this.peek()) {
      const operator = token.kind === "word" ? operatorOf(token.node.text) : null;
      const joins =
        (operator === "and" || operator === "or") && chains.at(-1)?.length !== 0 && this.isTerm(this.at + 1);
      if (joins) {
        this.adviseOnCase(token, operator);
        this.at++;
        if (operator === "or") chains.push([]);
        isExplicit = true;
        continue;
      }
      const node = this.term();
      if (node === null) continue;
      const next = this.peek();
      const isBeforeOperator = next?.kind === "word" && operatorOf(next.node.text) !== null;
      if (isAlternatives && !isExplicit) {
        if (node.type === "not" && !isBeforeOperator) excluded.push(node);
        else chains.push([node]);
      } else {
        (chains.at(-1) as QueryNode[]).push(node);
      }
      isExplicit = false;
    }
    const alternatives = orOf(chains.flatMap((chain) => andOf(chain) ?? []));
    return andOf(alternatives === null ? excluded : [alternatives, ...excluded]);
  }

  private term(): QueryNode | null {
    const token = this.tokens[this.at++] as Token;
    switch (token.kind) {
      case "not": {
        const inner = this.peek() === undefined || this.peek()?.kind === "close" ? null : this.negated();
        return inner && notOf(inner);
      }
      case "open":
        return this.group(token);
      case "field":
        if (this.isOverBound(token)) return null;
        for (const diagnostic of adviceOn(token.node, token)) this.diagnostics.push(diagnostic);
        return token.isNegated ? notOf(token.node) : token.node;
      case "phrase":
        if (token.node.text !== "") return this.isOverBound(token) ? null : token.node;
        this.tell(token, "hint", "An empty phrase asks for nothing and is ignored.");
        return null;
      case "word":
        return this.word(token);
      case "close":
        return null;
    }
  }

  /** What a sign negates is a term, even where it is a word that elsewhere joins terms. */
  private negated(): QueryNode | null {
    const token = this.peek();
    if (token?.kind !== "word" || operatorOf(token.node.text) === null) return this.term();
    this.at++;
    return this.isOverBound(token) ? null : this.wordNode(token);
  }

  private group(open: Extract<Token, { kind: "open" }>): QueryNode | null {
    const node = this.conditions(open.head);
    if (this.peek()?.kind === "close") this.at++;
    if (node === null) this.tell(open, "hint", "Empty parentheses are ignored.");
    return node;
  }

  private word(token: Extract<Token, { kind: "word" }>): QueryNode | null {
    const { text } = token.node;
    const operator = operatorOf(text);
    if (operator === "not") {
      let negations = 1;
      while (this.isNot(this.at)) {
        this.at++;
        negations++;
      }
      if (this.isTerm(this.at)) {
        const inner = this.term();
        return inner && (negations % 2 === 1 ? notOf(inner) : inner);
      }
    }
    if (operator !== null && text !== text.toLowerCase()) return this.stray(token);
    if (/^(?:\|\||&&|[-!|&])$/.test(text)) return this.stray(token);
    if (this.isOverBound(token)) return null;
    if (operator !== null) return this.wordNode(token);
    for (const diagnostic of adviceOn(token.node, token)) this.diagnostics.push(diagnostic);
    return token.node;
  }

  private isOverBound(token: Token): boolean {
    if (++this.terms === QUERY_TERMS_MAX + 1) {
      const message = `A query has at most ${QUERY_TERMS_MAX} conditions; the rest is ignored.`;
      this.diagnostics.push({ from: token.from, to: this.tokens.at(-1)?.to ?? token.to, severity: "error", message });
    }
    return this.terms > QUERY_TERMS_MAX;
  }

  private stray(token: Token): null {
    this.tell(token, "warning", "This operator has nothing to join and is ignored; quote it to search the text.");
    return null;
  }

  /** A word that could be an operator, as text: quoted, so that it is never taken for one when printed elsewhere. */
  private wordNode({ node, head }: Extract<Token, { kind: "word" }>): QueryNode {
    const { text } = node;
    if (head === null) return { type: "text", raw: quote(text), text, isQuoted: true, isCased: false };
    const test = { is: "value", text, isQuoted: true, isCased: false } as const;
    return { type: "field", raw: head.raw + quote(text), name: head.name, isKey: head.isKey, test };
  }

  private peek(): Token | undefined {
    return this.tokens[this.at];
  }

  private isNot(at: number): boolean {
    const token = this.tokens[at];
    return token?.kind === "word" && operatorOf(token.node.text) === "not";
  }

  /** Does a term begin here? An operator or a closing parenthesis does not begin one. */
  private isTerm(at: number): boolean {
    let index = at;
    while (this.isNot(index)) index++;
    const token = this.tokens[index];
    if (token === undefined || token.kind === "close") return false;
    return token.kind !== "word" || operatorOf(token.node.text) === null;
  }

  private adviseOnCase(token: Token, operator: "and" | "or"): void {
    if (token.kind !== "word" || token.node.text !== operator) return;
    this.tell(token, "hint", `Read as ${operator.toUpperCase()}; quote it to search the word.`);
  }

  private tell(token: { from: number; to: number }, severity: QueryDiagnostic["severity"], message: string): void {
    this.diagnostics.push({ from: token.from, to: token.to, severity, message });
  }
}
