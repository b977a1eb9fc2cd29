import {
  BACKSLASH,
  COLON,
  COMMA,
  isSpace,
  JsonValueEnd,
  LIST_CLOSE,
  LIST_OPEN,
  OBJECT_CLOSE,
  OBJECT_OPEN,
  QUOTE,
} from "./json-value-end.ts";
import { UnreadableArchiveError, unexpected } from "./unreadable-archive-error.ts";

/** An entry is under a kilobyte; what is a thousand times that was not written by Heroku, and is not held. */
export const ENTRY_BYTES_MAX = 1024 * 1024;
/** Names of members beside `entries`: known ones are short. */
const KEY_BYTES_MAX = 1_024;

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
  /** Of the value that is being passed over. */
  readonly #value = new JsonValueEnd();
  /** Whether a member's name went on after a backslash when the chunk was over. */
  #isEscaped = false;
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
    if (this.#state === "member" && !this.#value.hasBegun) {
      if (isSpace(first)) return start + 1;
      if (this.#isEntries) {
        if (first !== LIST_OPEN) throw new UnreadableArchiveError("its entries are no list");
        this.#hasEntries = true;
        this.#state = "entry-or-end";
        return start + 1;
      }
    }
    const end = this.#value.find(chunk, start);
    if (this.#state === "entry") this.#hold(chunk, start, end, ENTRY_BYTES_MAX);
    if (!this.#value.isOver) return end;
    if (this.#state === "entry") entries.push(this.#takeHeld(ENTRY_BYTES_MAX));
    this.#state = this.#state === "entry" ? "after-entry" : "after-member";
    return end;
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

function isEntriesName(key: Buffer): boolean {
  try {
    return JSON.parse(`"${key.toString("utf8")}"`) === "entries";
  } catch {
    return false;
  }
}
