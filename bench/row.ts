/** One figure with the reference it is to be judged by, both measured in the same run on the same machine. */
export interface Figure {
  row: string;
  what: string;
  unit: string;
  value: number;
  reference: { what: string; value: number };
}

export interface Row {
  name: string;
  about: string;
  run(): Promise<Figure[]>;
}

/** Calls `work` again and again for about `seconds`; how much of `amount` that was a second. */
export async function ratePerSecond(seconds: number, amount: number, work: () => unknown): Promise<number> {
  work(); // warm
  const startedAt = performance.now();
  let rounds = 0;
  while (performance.now() - startedAt < seconds * 1000) {
    await work();
    rounds++;
  }
  return (rounds * amount) / ((performance.now() - startedAt) / 1000);
}
