import { UnreadableArchiveError } from "./unreadable-archive-error.ts";

/** An entry is under a kilobyte; what is a thousand times that was not written by Heroku, and is not held. */
export const ENTRY_BYTES_MAX = 1024 * 1024;
/** Names of members beside `entries`: known ones are short. */
const KEY_BYTES_MAX = 1_024;

const QUOTE = 0x22;
const BACKSLASH = 0x5c;
const COMMA = 0x2c;
const COLON = 0x3a;
const LIST_OPEN = 0x5b;
const LIST_CLOSE = 0x5d;
const OBJECT_OPEN = 0x7b;
const OBJECT_CLOSE = 0x7d;

type State =
  | "start"
  | "key-or-end"
  | "key"
  | "colon"
  | "member"
  | "after-member"
  | "entry-or-end"
  | "entry"
  | "after-entry"
  | "end";

/**
 * Cuts the JSON of an archive into its entries without reading what is inside them: brackets are counted, strings
 * skipped. Each entry is then read by itself, so one that is broken costs itself and not the file, and only one is in
 * memory. Accepts `{ "entries": [...], ... }` with any other members, and a bare list.
 *
 * Why no library: the streaming parsers on offer build every value token by token, which is several times slower than
 * the engine's own JSON.parse on each entry, and end at the first fault (docs/decisions/audit-archives.md).
 */
export class EntrySplitter {
  #state: State = "start";
  #isBare = false;
  #hasEntries = false;
  #isEntries = false;
  /** Brackets open inside the value that is being passed over. */
  #depth = 0;
  #isInString = false;
  #isEscaped = false;
  #isScalar = false;
  /** Whether `#findEnd` came to the value's end. */
  #isOver = false;
  #held: Buffer[] = [];
  #heldBytes = 0;

  /** @returns the entries that end in this chunk; null stands for one over ENTRY_BYTES_MAX @throws UnreadableArchiveError */
  push(chunk: Buffer): (Buffer | null)[] {
    const entries: (Buffer | null)[] = [];
    let at = 0;
    while (at < chunk.length) at = this.#step(chunk, at, entries);
    return entries;
  }

  /** The bytes are over. @throws UnreadableArchiveError when the JSON is not */
  end(): void {
    if (this.#state === "start") throw new UnreadableArchiveError("it is empty");
    if (this.#state !== "end") throw new UnreadableArchiveError("it ends in the middle");
    if (!this.#hasEntries) throw new UnreadableArchiveError("it has no list of entries");
  }

  #step(chunk: Buffer, at: number, entries: (Buffer | null)[]): number {
    if (this.#state === "entry" || this.#state === "member") return this.#passValue(chunk, at, entries);
    if (this.#state === "key") return this.#passKey(chunk, at);
    const byte = chunk[at] as number;
    if (isSpace(byte)) return at + 1;
    switch (this.#state) {
      case "start":
        return this.#start(chunk, at);
      case "key-or-end":
        if (byte === OBJECT_CLOSE) this.#state = "end";
        else if (byte === QUOTE) this.#state = "key";
        else throw unexpected("a member's name");
        return at + 1;
      case "colon":
        if (byte !== COLON) throw unexpected("a colon");
        this.#state = "member";
        return at + 1;
      case "after-member":
        if (byte === COMMA) this.#state = "key-or-end";
        else if (byte === OBJECT_CLOSE) this.#state = "end";
        else throw unexpected("the next member");
        return at + 1;
      case "entry-or-end":
        if (byte === LIST_CLOSE) return this.#endList(at);
        if (byte === COMMA || byte === OBJECT_CLOSE || byte === COLON) throw unexpected("an entry");
        this.#state = "entry";
        return at;
      case "after-entry":
        if (byte === LIST_CLOSE) return this.#endList(at);
        if (byte !== COMMA) throw unexpected("the next entry");
        this.#state = "entry-or-end";
        return at + 1;
      default:
        throw unexpected("nothing more");
    }
  }

  #start(chunk: Buffer, at: number): number {
    const byte = chunk[at];
    if (byte === LIST_OPEN) {
      this.#isBare = true;
      this.#hasEntries = true;
      this.#state = "entry-or-end";
    } else if (byte === OBJECT_OPEN) this.#state = "key-or-end";
    else throw new UnreadableArchiveError("it is neither a JSON object nor a list");
    return at + 1;
  }

  #endList(at: number): number {
    this.#state = this.#isBare ? "end" : "after-member";
    return at + 1;
  }

  #passKey(chunk: Buffer, start: number): number {
    let at = start;
    for (; at < chunk.length; at++) {
      const byte = chunk[at];
      if (this.#isEscaped) this.#isEscaped = false;
      else if (byte === BACKSLASH) this.#isEscaped = true;
      else if (byte === QUOTE) break;
    }
    this.#hold(chunk, start, at, KEY_BYTES_MAX);
    if (at === chunk.length) return at;
    const key = this.#takeHeld(KEY_BYTES_MAX);
    this.#isEntries = key !== null && isEntriesName(key);
    this.#state = "colon";
    return at + 1;
  }

  /** Goes to the end of a value: an entry is kept, the value of another member is not. */
  #passValue(chunk: Buffer, start: number, entries: (Buffer | null)[]): number {
    const first = chunk[start] as number;
    if (this.#state === "member" && this.#depth === 0 && !this.#isInString && !this.#isScalar) {
      if (isSpace(first)) return start + 1;
      if (this.#isEntries) {
        if (first !== LIST_OPEN) throw new UnreadableArchiveError("its entries are no list");
        this.#hasEntries = true;
        this.#state = "entry-or-end";
        return start + 1;
      }
    }
    const end = this.#findEnd(chunk, start);
    if (this.#state === "entry") this.#hold(chunk, start, end, ENTRY_BYTES_MAX);
    if (!this.#isOver) return end;
    if (this.#state === "entry") entries.push(this.#takeHeld(ENTRY_BYTES_MAX));
    this.#state = this.#state === "entry" ? "after-entry" : "after-member";
    return end;
  }

  /** @returns the index after the value's last byte in this chunk; `#isOver` says whether it is the value's last */
  #findEnd(chunk: Buffer, start: number): number {
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

  #hold(chunk: Buffer, start: number, end: number, bytesMax: number): void {
    this.#heldBytes += end - start;
    if (this.#heldBytes > bytesMax) this.#held = [];
    else if (end > start) this.#held.push(chunk.subarray(start, end));
  }

  #takeHeld(bytesMax: number): Buffer | null {
    const bytes =
      this.#heldBytes > bytesMax
        ? null
        : this.#held.length === 1
          ? (this.#held[0] as Buffer)
          : Buffer.concat(this.#held);
    this.#held = [];
    this.#heldBytes = 0;
    return bytes;
  }
}

/** The four of JSON. */
function isSpace(byte: number): boolean {
  return byte === 0x20 || byte === 0x0a || byte === 0x0d || byte === 0x09;
}

function isEntriesName(key: Buffer): boolean {
  try {
    return JSON.parse(`"${key.toString("utf8")}"`) === "entries";
  } catch {
    return false;
  }
}

function unexpected(wanted: string): UnreadableArchiveError {
  return new UnreadableArchiveError(
    `it is not the JSON of an archive: something else stands where ${wanted} should be`,
  );
}
