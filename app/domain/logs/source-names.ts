import { areSame, copyBytes } from "../../lib/byte-words.ts";
import type { HeaderNames } from "../../lib/placed-line.ts";
import { classifySource, type LineSource } from "./classify.ts";
import type { Step } from "./patterns.ts";

/** Found by their bytes, without a text being made of them. A formation of a thousand dynos has more, and is found by text. */
const SLOTS = 256;
/** Names together that are longer are always found by text: those of Heroku have some thirty bytes. */
const SLOT_BYTES = 128;
/**
 * Sources that one resource may bring to a batch: far more than the dynos of an app. Names that are new in each line cost ten times
 * what their bytes are worth, in each column, so a sender's further ones are not read: such lines are kept as they are, header and all.
 * Which these are may differ when a batch is read again in another order.
 */
const SOURCES_MAX = 4096;

/** The names in a header: one object for all lines of a batch that have them. */
export interface SourceNames extends HeaderNames {
  /** What the names alone say; `classify` refines it with the message. */
  source: LineSource;
  /** Where the patterns of its lines begin, once somebody asked. */
  root: Step | null;
}

/** The names that the lines of one batch have. */
export class SourceMemory {
  readonly #inSlots = new Array<SourceNames | null>(SLOTS).fill(null);
  /** By slot, the bytes that its names were decoded from, and how many they are. */
  readonly #slots = new DataView(new ArrayBuffer(SLOTS * SLOT_BYTES));
  readonly #lengths = new Uint8Array(SLOTS);
  readonly #byText = new Map<string, SourceNames>();
  /** By resource. */
  readonly #brought = new Map<string, number>();

  /**
   * The names at `body[start, end)`.
   *
   * @param hash  of these bytes
   * @returns     null where they are new and the resource may bring no more
   */
  find(resourceId: string, body: Buffer, view: DataView, start: number, end: number, hash: number): SourceNames | null {
    const slot = (hash ^ (hash >>> 8) ^ (hash >>> 16)) & (SLOTS - 1);
    const length = end - start;
    const slots = this.#slots;
    const at = slot * SLOT_BYTES;
    const inSlot = this.#inSlots[slot];
    if (inSlot && this.#lengths[slot] === length && areSame(view, start, slots, at, length)) return inSlot;
    const names = this.#findText(resourceId, body.toString("utf8", start, end));
    if (names === null || length > SLOT_BYTES) return names;
    copyBytes(view, start, end, slots, at);
    this.#lengths[slot] = length;
    this.#inSlots[slot] = names;
    return names;
  }

  #findText(resourceId: string, text: string): SourceNames | null {
    let names = this.#byText.get(text);
    if (names === undefined) {
      const brought = this.#brought.get(resourceId) ?? 0;
      if (brought >= SOURCES_MAX) return null;
      this.#brought.set(resourceId, brought + 1);
      names = decodeNames(text);
      this.#byText.set(text, names);
    }
    return names;
  }
}

/** @param text  HOST SP APP SP PROCID SP MSGID */
export function decodeNames(text: string): SourceNames {
  const words = text.split(" ");
  const appName = words[1] ?? "";
  const processId = words[2] ?? "";
  return {
    hostName: words[0] ?? "",
    appName,
    processId,
    messageId: words[3] ?? "",
    source: classifySource(appName, processId),
    root: null,
  };
}
