import type { Parts } from "./measure/parts.ts";

/** What a figure is judged by. Ratios are of figure to reference; values are in the figure's unit. */
export type Target = { ratioAtLeast: number } | { ratioAtMost: number } | { atMost: number } | { atLeast: number };

/** One figure with the reference it is judged by, measured in the same run on the same machine. */
export interface Figure {
  row: string;
  what: string;
  unit: string;
  value: number;
  reference?: { what: string; value: number };
  target?: Target;
  /** Said beside the figure: what it cannot tell, what went wrong. */
  note?: string;
}

export interface Row {
  name: string;
  about: string;
  /** Runs only when it is named. */
  isOnRequest?: true;
  run(context: RunContext): Promise<Figure[]>;
}

/** What the rows of one run share. */
export interface RunContext {
  /** `--lines N` when one of `rows` was named with it, else the row's own size. */
  lines(ofRow: number, ...rows: string[]): number;
  /** The parts, measured once a run. */
  parts(): Promise<Parts>;
  /** P1's rate, which other rows take as their measure of load; measured once a run. */
  fullRate(): Promise<number>;
  /** Work that several rows need: done by the first that asks. */
  once<T>(name: string, work: () => Promise<T>): Promise<T>;
  say(line: string): void;
}
