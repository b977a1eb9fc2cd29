import { unexpected } from "./unreadable-archive-error.ts";

export const QUOTE = 0x22;
export const BACKSLASH = 0x5c;
export const COMMA = 0x2c;
export const COLON = 0x3a;
export const LIST_OPEN = 0x5b;
export const LIST_CLOSE = 0x5d;
export const OBJECT_OPEN = 0x7b;
export const OBJECT_CLOSE = 0x7d;

/** The four of JSON. */
export function isSpace(byte: number): boolean {
  return byte === 0x20 || byte === 0x0a || byte === 0x0d || byte === 0x09;
}

/**
 * Where a JSON value ends, in however many chunks it comes: brackets are counted, strings skipped. After its end it is
 * ready for the next.
 */
export class JsonValueEnd {
  /** Brackets open inside the value. */
  #depth = 0;
  #isInString = false;
  #isEscaped = false;
  #isScalar = false;
  #isOver = false;

  /** Whether some of the value has been passed, and not its end. */
  get hasBegun(): boolean {
    return this.#depth > 0 || this.#isInString || this.#isScalar;
  }

  /** Whether `find` came to the value's end. */
  get isOver(): boolean {
    return this.#isOver;
  }

  /**
   * @returns the index after the value's last byte in this chunk; `isOver` says whether it is the value's last
   * @throws UnreadableArchiveError when no value can stand there
   */
  find(chunk: Buffer, start: number): number {
    this.#isOver = false;
    let at = start;
    while (at < chunk.length) {
      if (this.#isInString) {
        at = this.#passString(chunk, at);
        if (!this.#isInString && this.#depth === 0) return this.#over(at);
        continue;
      }
      const byte = chunk[at] as number;
      if (this.#isScalar) {
        // A number or a word: it ends before what cannot be part of one.
        if (byte === COMMA || byte === LIST_CLOSE || byte === OBJECT_CLOSE || isSpace(byte)) return this.#over(at);
      } else if (byte === QUOTE) this.#isInString = true;
      else if (byte === OBJECT_OPEN || byte === LIST_OPEN) this.#depth += 1;
      else if (byte === OBJECT_CLOSE || byte === LIST_CLOSE) {
        if (this.#depth === 0) throw unexpected("a value");
        this.#depth -= 1;
        if (this.#depth === 0) return this.#over(at + 1);
      } else if (this.#depth === 0) {
        if (byte === COMMA || byte === COLON) throw unexpected("a value");
        this.#isScalar = true;
      }
      at += 1;
    }
    return at;
  }

  #over(at: number): number {
    this.#isOver = true;
    this.#isScalar = false;
    return at;
  }

  /** Most bytes are inside strings: the closing quote is looked for natively, then its backslashes are counted. */
  #passString(chunk: Buffer, start: number): number {
    let at = start;
    if (this.#isEscaped) {
      this.#isEscaped = false;
      at += 1;
    }
    for (;;) {
      const quote = chunk.indexOf(QUOTE, at);
      const end = quote === -1 ? chunk.length : quote;
      let first = end;
      while (first > at && chunk[first - 1] === BACKSLASH) first -= 1;
      const isEscaped = (end - first) % 2 === 1;
      if (quote === -1) {
        this.#isEscaped = isEscaped;
        return chunk.length;
      }
      at = quote + 1;
      if (!isEscaped) {
        this.#isInString = false;
        return at;
      }
    }
  }
}
