import type { QueryDiagnostic } from "../api.ts";
import { StatesLeft } from "./states.ts";
import { readValue, tooDearPattern, type ValueRead } from "./token-values.ts";
import { type FieldNode, QUERY_NESTING_MAX, type TextNode } from "./tree.ts";
import { negates, operatorOf, type QuotedRead, quote, readQuoted, SPACE, standAlone, wordEnd } from "./words.ts";

/** A piece of a query. `from` and `to` are positions in the query, half open. */
export type Token = { from: number; to: number } & (
  | { kind: "open"; head: FieldHead | null }
  | { kind: "close" }
  | { kind: "not" }
  /** A bare word; `and`, `or` and `not` are words until the parser knows their neighbours. */
  | { kind: "word"; node: TextNode; head: FieldHead | null }
  | { kind: "phrase"; node: TextNode }
  | { kind: "field"; node: FieldNode; isNegated: boolean }
);

/** `name:` before a value or a group. `raw` is its text, colon included. */
export interface FieldHead {
  name: string;
  isKey: boolean;
  raw: string;
}

/** A dot, `#` or `-` may stand inside a name (`user.id`, `sample#memory_total`, `load-avg-1m`), but it starts with a letter. */
const NAME = /[A-Za-z_@#$][\w.@#$-]*/y;

/**
 * Cuts a query into tokens in one pass, front to back.
 *
 * Every text that is not clearly syntax is a word: brackets, colons and quotes inside a word belong to it, so URLs,
 * times, `heroku[router]:` and code stay whole.
 *
 * @param text  no lone surrogates, no NUL (see `cleanQuery`)
 * @throws      never; what is read leniently is told in `diagnostics`
 */
export function tokenize(text: string, diagnostics: QueryDiagnostic[]): Token[] {
  return new Tokenizer(text, diagnostics).run();
}

class Tokenizer {
  private readonly text: string;
  private readonly diagnostics: QueryDiagnostic[];
  private readonly tokens: Token[] = [];
  /** One entry per open parenthesis; a group that is nested too deep is read as if it had none. */
  private readonly groups: { head: FieldHead | null; isIgnored: boolean; from: number }[] = [];
  private readonly left = new StatesLeft();
  private at = 0;

  constructor(text: string, diagnostics: QueryDiagnostic[]) {
    this.text = text;
    this.diagnostics = diagnostics;
  }

  run(): Token[] {
    while (this.at < this.text.length) {
      if (SPACE.test(this.text[this.at] as string)) this.at++;
      else this.term();
    }
    for (const group of this.groups.reverse()) {
      if (group.isIgnored) continue;
      this.tell(
        group.from,
        group.from + 1,
        "warning",
        "This parenthesis is never closed; it is read as closed at the end.",
      );
      this.tokens.push({ kind: "close", from: this.at, to: this.at });
    }
    return this.tokens;
  }

  private term(): void {
    const from = this.at;
    const char = this.text[from] as string;
    const phrase = this.phraseAt(from);
    const head = this.currentHead();
    if (char === ")") {
      this.close();
    } else if (char === "(") {
      this.open(null, from, from + 1);
    } else if ((char === "-" || char === "!") && negates(this.text, from)) {
      this.at++;
      this.tokens.push({ kind: "not", from, to: this.at });
    } else if (phrase !== null) {
      this.phrase(phrase);
    } else if (head === null) {
      if (!this.named()) this.word();
    } else {
      const value = this.isOperator() ? null : readValue(this.text, from, head, this.left);
      if (value === null) this.word();
      else this.field(head, value, from, false);
    }
  }

  private open(head: FieldHead | null, from: number, to: number): void {
    const isIgnored = this.groups.filter((group) => !group.isIgnored).length >= QUERY_NESTING_MAX;
    if (isIgnored) this.tell(from, to, "warning", `Parentheses deeper than ${QUERY_NESTING_MAX} are ignored.`);
    // Inside `field:( ... )` an inner group still belongs to the field.
    this.groups.push({ head: head ?? this.currentHead(), isIgnored, from: to - 1 });
    if (!isIgnored) this.tokens.push({ kind: "open", head: head ?? this.currentHead(), from, to });
    this.at = to;
  }

  private close(): void {
    const from = this.at++;
    const group = this.groups.pop();
    if (group === undefined) this.tell(from, this.at, "warning", "This parenthesis closes nothing and is ignored.");
    else if (!group.isIgnored) this.tokens.push({ kind: "close", from, to: this.at });
  }

  private phraseAt(at: number): QuotedRead | null {
    return readQuoted(this.text, this.text[at] === "=" ? at + 1 : at, this.text[at] === "=");
  }

  private phrase(read: QuotedRead): void {
    const from = this.at;
    const head = this.currentHead();
    if (head === null && !read.isCased && read.isDouble && read.isClosed && this.quotedName(read)) return;
    this.at = read.to;
    this.tellUnclosed(from, read);
    const raw = read.isClosed ? this.text.slice(from, read.to) : (read.isCased ? "=" : "") + quote(read.text);
    if (head !== null) {
      const test = { is: "value", text: read.text, isQuoted: true, isCased: read.isCased } as const;
      this.tokens.push({
        kind: "field",
        from,
        to: read.to,
        isNegated: false,
        node: { type: "field", raw: head.raw + raw, name: head.name, isKey: head.isKey, test },
      });
    } else {
      this.tokens.push({
        kind: "phrase",
        from,
        to: read.to,
        node: { type: "text", raw, text: read.text, isQuoted: true, isCased: read.isCased },
      });
    }
  }

  /** `"user name":42`, as in JSON: a quoted name is a key of `fields` whatever it is called. */
  private quotedName(read: QuotedRead): boolean {
    const operator = this.text[read.to];
    if ((operator !== ":" && operator !== "=") || read.text === "") return false;
    const head = { name: read.text, isKey: true, raw: this.text.slice(this.at, read.to + 1) };
    return this.valueOf(head, read.to + 1, false);
  }

  /** `name:`, `name=`, `name!=`, `name>=5`: false when what stands here is only a word. */
  private named(): boolean {
    NAME.lastIndex = this.at;
    const name = NAME.exec(this.text)?.[0];
    if (name === undefined) return false;
    const after = this.at + name.length;
    const operator = this.text[after];
    if (operator === ":") {
      // `http://` is a URL and `Foo::Bar` a constant.
      if (this.text.startsWith("//", after + 1) || this.text[after + 1] === ":") return false;
      return this.valueOf({ name, isKey: false, raw: `${name}:` }, after + 1, false);
    }
    if (operator === "=") {
      // `a => b` and `a == b` are code.
      if (
        this.text[after + 1] === ">" ||
        (this.text[after + 1] === "=" && readQuoted(this.text, after + 2, true) === null)
      )
        return false;
      return this.valueOf({ name, isKey: false, raw: `${name}=` }, after + 1, false);
    }
    if (operator === "!" && this.text[after + 1] === "=") {
      if (this.text[after + 2] === "=") return false;
      return this.valueOf({ name, isKey: false, raw: `${name}:` }, after + 2, true);
    }
    if ((operator === ">" || operator === "<") && /^[<>]=?-?\d/.test(this.text.slice(after, after + 5))) {
      return this.valueOf({ name, isKey: false, raw: name }, after, false);
    }
    return false;
  }

  private valueOf(head: FieldHead, at: number, isNegated: boolean): boolean {
    const from = this.at;
    const first = this.text[at];
    if (first === undefined || SPACE.test(first) || first === ")") return false;
    if (first === "(" && head.raw.endsWith(":")) {
      if (isNegated) this.tokens.push({ kind: "not", from, to: at });
      this.open(head, from, at + 1);
      return true;
    }
    if (head.isKey && (first === "{" || first === "[")) return false;
    const value = readValue(this.text, at, head, this.left);
    if (value === null) return false;
    // `name>5` is a comparison or nothing.
    if (head.raw === head.name && value.test.is !== "compare") return false;
    this.field(head, value, from, isNegated);
    return true;
  }

  private field(head: FieldHead, value: ValueRead, from: number, isNegated: boolean): void {
    for (const { from: at, to, severity, message } of value.diagnostics) this.tell(at, to, severity, message);
    this.at = value.to;
    let { raw, test } = value;
    if (head.raw.endsWith(":") && /^(?::|\/\/)/.test(raw)) {
      // `x:(//y)` would read as a URL once it stands outside its group.
      const text = this.text.slice(value.to - raw.length, value.to);
      raw = quote(text);
      test = { is: "value", text, isQuoted: true, isCased: false };
    }
    const node: FieldNode = { type: "field", raw: head.raw + raw, name: head.name, isKey: head.isKey, test };
    this.tokens.push({ kind: "field", from, to: value.to, node, isNegated });
  }

  private word(): void {
    const from = this.at;
    const to = wordEnd(this.text, from);
    this.at = to;
    const source = this.text.slice(from, to);
    const raw = standAlone(source);
    const plain = tooDearPattern(raw, this.left);
    if (plain !== null) {
      const { text, diagnostic } = plain;
      this.tell(from, to, diagnostic.severity, diagnostic.message);
      const node = { type: "text", raw: quote(text), text, isQuoted: true, isCased: false } as const;
      this.tokens.push({ kind: "phrase", from, to, node });
      return;
    }
    this.tokens.push({
      kind: "word",
      from,
      to,
      node: { type: "text", raw, text: raw, isQuoted: false, isCased: false },
      head: this.currentHead(),
    });
  }

  /** Inside `field:( ... )` a word is a value, unless it may join values. */
  private isOperator(): boolean {
    return operatorOf(this.text.slice(this.at, wordEnd(this.text, this.at))) !== null;
  }

  private currentHead(): FieldHead | null {
    return this.groups.at(-1)?.head ?? null;
  }

  private tellUnclosed(from: number, read: QuotedRead): void {
    if (!read.isClosed)
      this.tell(from, from + 1, "warning", "This quote is never closed; it is read as closed at the end.");
  }

  private tell(from: number, to: number, severity: QueryDiagnostic["severity"], message: string): void {
    this.diagnostics.push({ from, to, severity, message });
  }
}
