import type { Column } from "../native-block.ts";

/** A column of any type; what it takes is that column's own value. */
export interface FillingColumn extends Column {
  add(value: unknown): void;
}

/**
 * A column that exists from its first value on: empty ones before it are counted, and written when it comes. One that
 * stays empty costs nothing, neither here nor in the store, whose default is the same.
 */
export class SparseColumn {
  readonly name: string;
  readonly #make: () => FillingColumn;
  #column: FillingColumn | null = null;
  #isWritten = false;
  /** Rows before the first value. */
  #empty = 0;

  constructor(name: string, make: () => FillingColumn) {
    this.name = name;
    this.#make = make;
  }

  add(value: unknown): void {
    if (this.#isWritten) this.#column?.add(value);
    else if (isEmpty(value)) this.#empty++;
    else this.#begin(value);
  }

  /** Null while every row is empty. */
  written(): Column | null {
    return this.#isWritten ? this.#column : null;
  }

  /** Keeps the memory for the next block. */
  clear(): void {
    this.#column?.clear();
    this.#isWritten = false;
    this.#empty = 0;
  }

  #begin(value: unknown): void {
    this.#column ??= this.#make();
    const nothing = emptyLike(value);
    for (let i = 0; i < this.#empty; i++) this.#column.add(nothing);
    this.#column.add(value);
    this.#isWritten = true;
  }
}

/** Is it what ClickHouse fills in? Maps are never asked about: hardly any is empty. */
function isEmpty(value: unknown): boolean {
  return value === "" || value === 0 || value === false || (Array.isArray(value) && value.length === 0);
}

function emptyLike(value: unknown): unknown {
  if (typeof value === "string") return "";
  if (typeof value === "number") return 0;
  return typeof value === "boolean" ? false : Array.isArray(value) ? [] : {};
}
