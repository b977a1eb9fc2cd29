/** The names of a line's fields, as they are stored. */
export interface NameList {
  /** Each name between line feeds, `\nat\nmethod\n`; empty without names. */
  text: string;
  /** Where `status` is among them, -1 without. */
  statusAt: number;
  /** Whether a name comes twice. */
  hasRepeats: boolean;
  /** For whoever writes a block: whether a line of it has this list. */
  isWritten: boolean;
}

/** Far more lists than honest apps have together, and steps to them. Further ones are made anew each time they come. */
const LISTS_MAX = 8192;
const STEPS_MAX = 65_536;

/**
 * Lists of names, found again by a walk from name to name: lines of one kind have the same names in the same order, so the next
 * name mostly is the one that came there last. A list that leads off the known ways is looked up by its text, and makes
 * the way one step longer; so lists that never come again make few steps.
 */
export class NameLists {
  readonly #lists = new Map<string, NameList>();
  #root = new Step();
  #steps = 0;

  /** @returns null for a list that is new and longer than so many characters; nothing was made of it */
  of(names: readonly string[], lengthMax: number): NameList | null {
    let step = this.#root;
    for (let i = 0; i < names.length; i++) {
      const name = names[i] as string;
      const next = step.follow(name);
      if (next === null) {
        if (lengthOf(names) > lengthMax) return null;
        if (this.#steps < STEPS_MAX) step.add(name);
        this.#steps++;
        return this.#find(names);
      }
      step = next;
    }
    step.list ??= this.#find(names);
    return step.list;
  }

  /** Makes the whole way to a list, so that it is found from now on whatever its length. */
  keep(names: readonly string[], list: NameList): void {
    let step = this.#root;
    for (const name of names) {
      step = step.follow(name) ?? step.add(name);
    }
    step.list = list;
  }

  clear(): void {
    this.#lists.clear();
    this.#root = new Step();
    this.#steps = 0;
  }

  #find(names: readonly string[]): NameList {
    const text = textOf(names);
    let list = this.#lists.get(text);
    if (list === undefined) {
      const hasRepeats = new Set(names).size < names.length;
      list = { text, statusAt: names.indexOf("status"), hasRepeats, isWritten: false };
      if (this.#lists.size < LISTS_MAX) this.#lists.set(text, list);
    }
    return list;
  }
}

/** After which names what may follow. Most are followed by one name only. */
class Step {
  lastName: string | null = null;
  last: Step | null = null;
  others: Map<string, Step> | null = null;
  list: NameList | null = null;

  follow(name: string): Step | null {
    if (this.lastName === name) return this.last;
    const next = this.others?.get(name);
    if (next === undefined) return null;
    this.lastName = name;
    this.last = next;
    return next;
  }

  add(name: string): Step {
    const next = new Step();
    if (this.last !== null) this.others ??= new Map([[this.lastName as string, this.last]]);
    this.others?.set(name, next);
    this.lastName = name;
    this.last = next;
    return next;
  }
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
