export interface TurnLimits {
  /** Turns of one key at a time. */
  openMax: number;
  /** How many may wait for one; whoever comes then is sent away at once. */
  waitingMax: number;
  waitMsMax: number;
}

interface Line {
  open: number;
  /** In order of arrival; each takes over the turn of one that ends. */
  waiting: Set<() => void>;
}

/** So many at a time for each key. Who comes then waits in the key's own line, so that no key waits for another. */
export class Turns {
  readonly #limits: TurnLimits;
  readonly #lines = new Map<string, Line>();

  constructor(limits: TurnLimits) {
    this.#limits = limits;
  }

  /**
   * @param signal whoever leaves before the turn came loses the place
   * @returns what ends the turn, to be called once; null when none came in time
   */
  take(key: string, signal: AbortSignal): Promise<(() => void) | null> {
    if (signal.aborted) return Promise.resolve(null);
    const line = this.#lines.get(key) ?? { open: 0, waiting: new Set() };
    this.#lines.set(key, line);
    const end = () => this.#end(key, line);
    if (line.open < this.#limits.openMax) {
      line.open++;
      return Promise.resolve(end);
    }
    if (line.waiting.size >= this.#limits.waitingMax) return Promise.resolve(null);
    return new Promise((resolve) => {
      const settle = (turn: (() => void) | null) => {
        line.waiting.delete(begin);
        clearTimeout(timer);
        signal.removeEventListener("abort", giveUp);
        resolve(turn);
      };
      const begin = () => settle(end);
      const giveUp = () => settle(null);
      const timer = setTimeout(giveUp, this.#limits.waitMsMax);
      signal.addEventListener("abort", giveUp);
      line.waiting.add(begin);
    });
  }

  #end(key: string, line: Line): void {
    const [next] = line.waiting;
    if (next) next();
    else if (--line.open === 0) this.#lines.delete(key);
  }
}
