/** Sums by key, and of all keys. A key whose sum comes back to zero is forgotten. */
export class Tally {
  #total = 0;
  readonly #sums = new Map<string, number>();

  get total(): number {
    return this.#total;
  }

  of(key: string): number {
    return this.#sums.get(key) ?? 0;
  }

  add(key: string, amount: number): void {
    const sum = this.of(key) + amount;
    if (sum === 0) this.#sums.delete(key);
    else this.#sums.set(key, sum);
    this.#total += amount;
  }

  addAll(other: Tally): void {
    for (const [key, amount] of other.#sums) this.add(key, amount);
  }
}
