import { setTimeout as sleep } from "node:timers/promises";

/** Shorter than anybody notices; ordinary work is done by then and never rests. */
const SLICE_MS = 10;

/**
 * A share of the event loop for work that a customer can make slow (a dear expression on long lines). The work of one key is
 * done in turn, and rests as long as it took: however much of it there is, a key has half of the loop at most, and
 * others wait for one item.
 */
export class LoopShare {
  readonly #last = new Map<string, Promise<unknown>>();

  /** The items that pass, in their order. @param passes must not throw */
  filter<Item>(key: string, items: readonly Item[], passes: (item: Item) => boolean): Promise<Item[]> {
    const turn = (this.#last.get(key) ?? Promise.resolve()).then(() => filterInSlices(items, passes));
    this.#last.set(key, turn);
    void turn.then(() => {
      if (this.#last.get(key) === turn) this.#last.delete(key);
    });
    return turn;
  }
}

async function filterInSlices<Item>(items: readonly Item[], passes: (item: Item) => boolean): Promise<Item[]> {
  const passed: Item[] = [];
  let startedAtMs = performance.now();
  for (const item of items) {
    if (passes(item)) passed.push(item);
    const tookMs = performance.now() - startedAtMs;
    if (tookMs < SLICE_MS) continue;
    await sleep(tookMs);
    startedAtMs = performance.now();
  }
  return passed;
}
