import { STATES, StatesLeft } from "./states.ts";

/**
 * Which regular expressions we accept: the part of RE2's syntax that both engines (RE2 in the store, re2js for tail) read
 * alike. Checked by hand here so that the editor can say what is wrong without carrying an engine. RE2 never backtracks,
 * but its time is the states times the characters, so these are counted as well: `states.ts`.
 * Source: github.com/google/re2/wiki/Syntax
 */

/** RE2's own, for a repeat and for the product of those inside each other: it refuses `(a{1000}){2}`. */
const REPEAT_MAX = 1000;
const DEPTH_MAX = 32;
const CLASS_ESCAPES = new Set("dDsSwW");
/** Not `\B`: RE2 finds it between the bytes of one character. */
const TEXT_ESCAPES = new Set("aftnrvAbz");
const POSIX_CLASS = /^\[:\^?(?:alnum|alpha|ascii|blank|cntrl|digit|graph|lower|print|punct|space|upper|word|xdigit):\]/;
/** General categories only: scripts differ with the Unicode version an engine was built with. */
const UNICODE_CLASS = /^[pP](?:\{\^?(?:L|Lu|Ll|N|Nd|P|S|Z)\}|[LNPSZ])/;

export interface RegexFault {
  /** Where in the source. */
  at: number;
  /** What is wrong, as the end of a sentence. */
  message: string;
}

/**
 * @param left what its query has left for it, and gives when it is accepted
 * @returns    what is wrong with a pattern; null when it is accepted
 */
export function regexFault(source: string, left = new StatesLeft()): RegexFault | null {
  const { fault, states } = new RegexReader(source).read();
  if (fault !== null) return fault;
  const message = left.take(states);
  return message === null ? null : { at: 0, message };
}

/** What a part of a pattern costs an engine. */
interface Cost {
  /** An upper estimate of its states. */
  size: number;
  /** The largest product of counted repeats inside each other. `*`, `+` and `?` are loops, and count once. */
  repeats: number;
}

const FREE: Cost = { size: 0, repeats: 1 };
const ONCE: Cost = { size: 1, repeats: 1 };

class RegexReader {
  private at = 0;
  private readonly source: string;
  private fault: RegexFault | null = null;

  constructor(source: string) {
    this.source = source;
  }

  read(): { fault: RegexFault | null; states: number } {
    const { size, repeats } = this.alternatives(0);
    if (this.fault === null && this.at < this.source.length) this.fail("has a ) that nothing opened");
    if (this.fault === null && repeats > REPEAT_MAX) this.fail("repeats too much");
    return { fault: this.fault, states: size };
  }

  private fail(message: string, at = this.at): number {
    this.fault ??= { at, message };
    this.at = this.source.length;
    return 0;
  }

  private alternatives(depth: number): Cost {
    const cost = { size: 0, repeats: 1 };
    for (;;) {
      const branch = this.sequence(depth);
      cost.size += branch.size + 1;
      cost.repeats = Math.max(cost.repeats, branch.repeats);
      if (this.source[this.at] !== "|") return cost;
      this.at++;
    }
  }

  private sequence(depth: number): Cost {
    const cost = { size: 0, repeats: 1 };
    while (this.at < this.source.length) {
      const char = this.source[this.at];
      if (char === "|" || char === ")") break;
      const from = this.at;
      const atom = this.atom(depth);
      const repeat = this.repeat(from);
      cost.size += atom.size * repeat.size;
      cost.repeats = Math.max(cost.repeats, atom.repeats * repeat.repeats);
    }
    return cost;
  }

  private atom(depth: number): Cost {
    if (this.source[this.at] === "(") return this.group(depth);
    return { size: this.single(), repeats: 1 };
  }

  /** @returns the size of one character, class or escape */
  private single(): number {
    const char = this.source[this.at] as string;
    if (char === "[") return this.charClass();
    if (char === "\\") return this.escape(false);
    if (char === "*" || char === "+" || char === "?" || char === "{")
      return this.fail(`has nothing before ${char} to repeat`);
    const codePoint = this.source.codePointAt(this.at) as number;
    this.at += codePoint > 0xffff ? 2 : 1;
    return char === "." ? STATES.class : STATES.character;
  }

  private group(depth: number): Cost {
    const from = this.at;
    if (depth >= DEPTH_MAX) return this.failedPart("is nested too deep", from);
    this.at++;
    if (this.source[this.at] === "?") {
      const opening = /^\?(?::|[ims]{1,3}[:)]|P?<[A-Za-z][A-Za-z0-9_]{0,31}>)/.exec(
        this.source.slice(this.at, this.at + 40),
      );
      if (opening === null) return this.failedPart("uses a group that RE2 does not have (no look-around)", from);
      // Named groups would have to be unique; names mean nothing in a search.
      if (opening[0].includes("<")) return this.failedPart("names a group, which a search has no use for", from);
      this.at += opening[0].length;
      if (opening[0].endsWith(")")) {
        return /[*+?{]/.test(this.source[this.at] ?? "") ? this.failedPart("repeats a flag", from) : FREE;
      }
    }
    const inside = this.alternatives(depth + 1);
    if (this.source[this.at] !== ")") return this.failedPart("has a ( that nothing closes", from);
    this.at++;
    return { size: inside.size + 2, repeats: inside.repeats };
  }

  private failedPart(message: string, at: number): Cost {
    this.fail(message, at);
    return FREE;
  }

  /** @returns how often the atom before it counts: in size, and as a counted repeat */
  private repeat(from: number): Cost {
    const cost = this.repeatSign();
    if (cost === null) return ONCE;
    if (this.source[this.at] === "?") this.at++;
    const next = this.source[this.at];
    if (next === "*" || next === "+" || next === "?" || next === "{") return this.failedPart("repeats a repeat", from);
    return cost;
  }

  private repeatSign(): Cost | null {
    const char = this.source[this.at];
    if (char === "*" || char === "+" || char === "?") {
      this.at++;
      return { size: 2, repeats: 1 };
    }
    if (char !== "{") return null;
    const found = /^\{(\d{1,4})(?:(,)(\d{1,4})?)?\}/.exec(this.source.slice(this.at, this.at + 12));
    // RE2 reads any other brace as text, and so does re2js; but a repeat that is merely too large would be refused.
    if (found === null) return this.failedPart("has a { that is not a repeat; write \\{ for the character", this.at);
    const low = Number(found[1]);
    const high = found[3] === undefined ? low : Number(found[3]);
    if (low > REPEAT_MAX || high > REPEAT_MAX || high < low)
      return this.failedPart(`repeats more than ${REPEAT_MAX} times, or backwards`, this.at);
    this.at += found[0].length;
    return { size: high + 1, repeats: Math.max(high, 1) };
  }

  private escape(isInClass: boolean): number {
    const from = this.at;
    const char = this.source[this.at + 1];
    if (char === undefined) return this.fail("ends in a backslash");
    if (char === "p" || char === "P") {
      const found = UNICODE_CLASS.exec(this.source.slice(this.at + 1, this.at + 9));
      if (found === null) return this.fail("uses a Unicode class other than L, Lu, Ll, N, Nd, P, S, Z", from);
      this.at += 1 + found[0].length;
      return STATES.unicodeClass;
    }
    if (char === "x") {
      const found = /^x(?:[0-7][0-9A-Fa-f]|\{[0-9A-Fa-f]{1,4}\})/.exec(this.source.slice(this.at + 1, this.at + 8));
      if (found === null) return this.fail("has a broken \\x escape", from);
      this.at += 1 + found[0].length;
      return STATES.character;
    }
    const isKnown = CLASS_ESCAPES.has(char) || (TEXT_ESCAPES.has(char) && !(isInClass && "Abz".includes(char)));
    if (!isKnown && !/[!-/:-@[-`{-~]/.test(char)) return this.fail(`uses \\${char}, which RE2 does not know`, from);
    this.at += 2;
    return CLASS_ESCAPES.has(char) ? STATES.class : STATES.character;
  }

  /** A bracket inside must be escaped: RE2 takes it bare, but ClickHouse's own look at the pattern loses count. */
  private charClass(): number {
    const from = this.at;
    let size: number = STATES.class;
    this.at++;
    if (this.source[this.at] === "^") this.at++;
    if (this.source[this.at] === "]") return this.fail("begins a [ ] with ]; write \\]");
    while (this.at < this.source.length) {
      const char = this.source[this.at];
      if (char === "]") {
        this.at++;
        return size;
      }
      if (char === "[") {
        const posix = POSIX_CLASS.exec(this.source.slice(this.at, this.at + 14));
        if (posix === null) return this.fail("has a [ inside [ ]; write \\[");
        this.at += posix[0].length;
        continue;
      }
      const start = this.at;
      size = Math.max(size, this.classItem());
      const item = this.source.slice(start, this.at);
      if (this.source[this.at] === "-" && this.source[this.at + 1] !== "]" && this.at + 1 < this.source.length) {
        this.at++;
        const highAt = this.at;
        this.classItem();
        const high = this.source.slice(highAt, this.at);
        if (!isOrdered(item, high))
          return this.fail("has a range in [ ] that is backwards or not of characters", start);
      }
    }
    return this.fail("has a [ that nothing closes", from);
  }

  private classItem(): number {
    if (this.source[this.at] === "\\") return this.escape(true);
    const codePoint = this.source.codePointAt(this.at) as number;
    this.at += codePoint > 0xffff ? 2 : 1;
    return STATES.character;
  }
}

/** Only plain characters (or escaped punctuation) may bound a range; anything cleverer is refused. */
function isOrdered(low: string, high: string): boolean {
  const [from, to] = [low, high].map((item) => {
    const text = /^\\[!-/:-@[-`{-~]$/.test(item) ? item.slice(1) : item;
    return [...text].length === 1 && text !== "\\" ? (text.codePointAt(0) as number) : null;
  });
  return typeof from === "number" && typeof to === "number" && from <= to;
}
