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

/** Far more than the lists of honest apps have together. Beyond that, a list is made anew each time it comes. */
const STEPS_MAX = 65_536;

/**
 * Lists of names, found again by a walk from name to name. Lines of one kind have the same names in the same order, so the
 * next name mostly is the one that came there last.
 */
export class NameLists {
  #root = new Step();
  #steps = 0;

  of(names: readonly string[]): NameList {
    let step = this.#root;
    for (let i = 0; i < names.length; i++) {
      const name = names[i] as string;
      const next = step.lastName === name ? step.last : this.#next(step, name);
      if (next === null) return listOf(names);
      step = next;
    }
    step.list ??= listOf(names);
    return step.list;
  }

  clear(): void {
    this.#root = new Step();
    this.#steps = 0;
  }

  /** @returns null when it would be a step too many */
  #next(step: Step, name: string): Step | null {
    step.others ??= new Map();
    let next = step.others.get(name);
    if (next === undefined) {
      if (this.#steps >= STEPS_MAX) return null;
      this.#steps++;
      next = new Step();
      step.others.set(name, next);
    }
    step.lastName = name;
    step.last = next;
    return next;
  }
}

class Step {
  lastName: string | null = null;
  last: Step | null = null;
  others: Map<string, Step> | null = null;
  list: NameList | null = null;
}

function listOf(names: readonly string[]): NameList {
  // Parsers give no such name; one would shift all behind it.
  const safe = names.some((name) => name.includes("\n")) ? names.map((name) => name.replaceAll("\n", " ")) : names;
  return {
    text: safe.length === 0 ? "" : `\n${safe.join("\n")}\n`,
    statusAt: safe.indexOf("status"),
    hasRepeats: new Set(safe).size < safe.length,
    isWritten: false,
  };
}
