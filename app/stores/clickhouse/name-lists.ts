/** The names of a line's fields, as they are stored: once for all lines that have the same, in whatever order. */
export interface NameList {
  /** Each name between line feeds, `\nat\nmethod\n`, in the order of the first line that had them; empty without names. */
  text: string;
  /** Where `status` is among them, -1 without. */
  statusAt: number;
  /** Whether a name comes twice. */
  hasRepeats: boolean;
}

/** A list, and where each of its names is in the line that was asked for; null where they are in the list's own order. */
export interface FoundList {
  list: NameList;
  order: readonly number[] | null;
}

/** What one resource has brought to the block; see the limits below. */
export interface Brought {
  lists: number;
  names: number;
  /** Characters of lists that are longer than the messages they came with. */
  longChars: number;
}

/**
 * Lists that one resource may bring to a block: as many as a line has with twelve fields that may each be missing. Making,
 * writing and remembering a list that never comes again costs more than parsing its line.
 */
const LISTS_MAX = 4096;
/** Names that one resource may bring: hundreds are many. Some apps write ids as names, which are new in each line. */
const NAMES_MAX = 8192;
/**
 * Dotted paths can make a list of names longer than the message it came with. So many characters of such lists may one resource
 * bring. An app has tens of them; without a limit a sender who writes other keys below one long path each time would have thirty
 * times the bytes stored that he sent. Looking up the same keys, in another order each time, counts alike once it is more than
 * LOOKED_CHARS_FREE.
 */
const LONG_CHARS_MAX = 256 * 1024;
const LOOKED_CHARS_FREE = 256;

/** The names of the line that is being looked at. */
interface ReadNames {
  /** In the line's order. */
  names: Name[];
  sum: number;
  hasRepeats: boolean;
  /** Characters of those that had to be looked up. */
  looked: number;
}

/**
 * Lists of names, found again whatever the order: programs that print a hash map print its pairs in another order each time, and
 * a list for each order would soon be more than a block may have.
 *
 * Names are told by a number drawn for each, and lists by the sum of these. Drawn, because whoever can work out sums could make
 * many lists with the same one.
 */
export class NameLists {
  readonly #names = new Map<string, Name>();
  /** Names looked up lately, by `slotOf`: the map takes several times as long. */
  readonly #lately: Name[] = [];
  /** By sum; lists with the same one in a chain. */
  readonly #lists = new Map<number, KnownList>();
  /** What a line begins with comes after this; also the name that is empty. */
  #start = new Name("");
  readonly #read: ReadNames = { names: [], sum: 0, hasRepeats: false, looked: 0 };
  /** Lines read so far: the number of the one that is being looked at. */
  #line = 0;

  constructor() {
    this.clear();
  }

  /**
   * @param messageChars  of the line's message
   * @param brought       by the line's resource so far; what this line brings is added
   * @returns             null where the resource may bring no more: the line's fields stay in its message only
   */
  of(names: readonly string[], messageChars: number, brought: Brought): FoundList | null {
    const longMax = LONG_CHARS_MAX - brought.longChars;
    const lookedFree = Math.max(messageChars, LOOKED_CHARS_FREE);
    if (!this.#readNames(names, Math.max(lookedFree, longMax), brought)) return null;
    const found = this.#find();
    if (found !== null) {
      if (this.#read.looked > lookedFree) brought.longChars += this.#read.looked;
      return found;
    }
    if (brought.lists >= LISTS_MAX) return null;
    const length = lengthOf(names);
    if (length > Math.max(messageChars, longMax)) return refuseLong(brought);
    brought.lists++;
    if (length > messageChars) brought.longChars += length;
    return { list: this.#make(names), order: null };
  }

  clear(): void {
    this.#names.clear();
    this.#lists.clear();
    this.#start = new Name("");
    this.#names.set("", this.#start);
    for (let slot = 0; slot < SLOTS; slot++) this.#lately[slot] = this.#start;
    this.#line = 0;
  }

  /** @returns false where the resource may bring no more */
  #readNames(names: readonly string[], lookedMax: number, brought: Brought): boolean {
    const line = ++this.#line;
    const read = this.#read;
    let before = this.#start;
    let looked = 0;
    let sum = 0;
    let hasRepeats = false;
    for (let i = 0; i < names.length; i++) {
      const text = names[i] as string;
      let name = before.next;
      if (name === null || name.text !== text) {
        looked += text.length;
        if (looked > lookedMax) {
          refuseLong(brought);
          return false;
        }
        name = this.#nameOf(text, brought);
        if (name === null) return false;
        before.next = name;
      }
      if (name.line === line) hasRepeats = true;
      name.line = line;
      name.at = i;
      sum = (sum + name.drawn) | 0;
      read.names[i] = name;
      before = name;
    }
    read.names.length = names.length;
    read.sum = sum;
    read.hasRepeats = hasRepeats;
    read.looked = looked;
    return true;
  }

  #nameOf(text: string, brought: Brought): Name | null {
    const slot = slotOf(text);
    const lately = this.#lately[slot] as Name;
    if (lately.text === text) return lately;
    let name = this.#names.get(text);
    if (name === undefined) {
      if (brought.names >= NAMES_MAX) return null;
      brought.names++;
      name = new Name(text);
      this.#names.set(text, name);
    }
    this.#lately[slot] = name;
    return name;
  }

  /** The list of the names that were read. */
  #find(): FoundList | null {
    const { names, sum, hasRepeats } = this.#read;
    for (let list = this.#lists.get(sum); list !== undefined; list = list.next) {
      if (list.hasRepeats !== hasRepeats || list.names.length !== names.length) continue;
      if (areInOrder(list.names, names)) return { list, order: null };
      const order = hasRepeats ? null : orderIn(list.names, this.#line);
      if (order !== null) return { list, order };
    }
    return null;
  }

  #make(texts: readonly string[]): NameList {
    const { names, sum, hasRepeats } = this.#read;
    const list = {
      text: textOf(texts),
      statusAt: texts.indexOf("status"),
      hasRepeats,
      names: [...names],
      next: this.#lists.get(sum),
    };
    this.#lists.set(sum, list);
    return list;
  }
}

const SLOTS = 256;

/** Names of one line mostly differ in their ends or in their lengths. */
function slotOf(text: string): number {
  const { length } = text;
  if (length < 2) return length;
  return (text.charCodeAt(length - 1) + text.charCodeAt(length - 2) * 11 + length * 37) & (SLOTS - 1);
}

class Name {
  readonly text: string;
  readonly drawn = (Math.random() * 0x1_0000_0000) | 0;
  /** What came after it when it last came: lines of one kind have the same names in the same order. */
  next: Name | null = null;
  /** The line that it was last in, and where. */
  line = 0;
  at = 0;

  constructor(text: string) {
    this.text = text;
  }
}

interface KnownList extends NameList {
  names: readonly Name[];
  next: KnownList | undefined;
}

/** A sender of long lists that met the limit will meet it again: what is left of it would only let each line look up so much. */
function refuseLong(brought: Brought): null {
  brought.longChars = LONG_CHARS_MAX;
  return null;
}

function areInOrder(a: readonly Name[], b: readonly Name[]): boolean {
  for (let i = 0; i < a.length; i++) if (a[i] !== b[i]) return false;
  return true;
}

/** Where each of the names is in the line; null when one is not in it. */
function orderIn(names: readonly Name[], line: number): number[] | null {
  const order = new Array<number>(names.length);
  for (let i = 0; i < names.length; i++) {
    const name = names[i] as Name;
    if (name.line !== line) return null;
    order[i] = name.at;
  }
  return order;
}

/** Of the text that `textOf` makes. */
function lengthOf(names: readonly string[]): number {
  let length = 1;
  for (const name of names) length += name.length + 1;
  return length;
}

function textOf(names: readonly string[]): string {
  if (names.length === 0) return "";
  const text = ["", ...names, ""].join("\n");
  // Parsers give no name with a line feed; one would shift all behind it.
  if (countLineFeeds(text) === names.length + 1) return text;
  return textOf(names.map((name) => name.replaceAll("\n", " ")));
}

/** By a loop: asking each name for one was a tenth of what a list costs that is made once. */
function countLineFeeds(text: string): number {
  let count = 0;
  for (let i = 0; i < text.length; i++) if (text.charCodeAt(i) === 0x0a) count++;
  return count;
}
