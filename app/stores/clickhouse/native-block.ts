import type { TextBytes } from "../../lib/placed-line.ts";
import { ByteWriter } from "./byte-writer.ts";

/**
 * Builds one block in ClickHouse's Native format: columns of bytes, no text, nothing to escape. Log text goes into SQL
 * neither here nor later, which is what makes hostile messages harmless (an inline text INSERT ends at an empty line
 * and the rest would run as SQL).
 *
 * Source: ClickHouse docs, "Native format": per block varint column count, varint row count, then per column its name,
 * its type and the values. String = varint length + bytes; Map = cumulative UInt64 offsets, then keys, then values.
 */
export interface Column {
  name: string;
  type: string;
  /** The values in order of the bytes; views that hold until the next `add` or `clear`. */
  bytes(): Uint8Array[];
  /** Forgets the values and keeps the memory for the next block. */
  clear(): void;
}

/** @returns the block's parts in order, to be written one after the other; they are views on the columns, not copies */
export function encodeBlock(columns: readonly Column[], rows: number): Uint8Array[] {
  const head = new ByteWriter(16);
  head.varint(columns.length);
  head.varint(rows);
  const parts: Uint8Array[] = [head.view()];
  for (const column of columns) {
    const header = new ByteWriter(64);
    header.text(column.name);
    header.text(column.type);
    parts.push(header.view(), ...column.bytes());
  }
  return parts;
}

abstract class WriterColumn implements Column {
  protected readonly writer = new ByteWriter(4096);
  readonly name: string;
  readonly type: string;
  constructor(name: string, type: string) {
    this.name = name;
    this.type = type;
  }
  bytes(): Uint8Array[] {
    return [this.writer.view()];
  }
  clear(): void {
    this.writer.clear();
  }
}

abstract class OneWriterColumn<Value> extends WriterColumn {
  abstract add(value: Value): unknown;
  /** The same value for `rows` rows, one at least: written once and copied. */
  addTimes(value: Value, rows: number): void {
    const before = this.writer.length;
    this.add(value);
    this.writer.repeat(this.writer.length - before, rows - 1);
  }
}

export class StringColumn extends OneWriterColumn<string> {
  constructor(name: string) {
    super(name, "String");
  }
  /** @returns bytes of its UTF-8 */
  add(value: string): number {
    return this.writer.text(value);
  }
  /** @returns bytes of its UTF-8 */
  addBytes({ bytes, start, end }: TextBytes): number {
    this.writer.utf8(bytes, start, end);
    return end - start;
  }
}

/** Rows of places in another text: a String of two numbers of three bytes each, little-endian, begin and length in bytes. */
export class PlacesColumn extends WriterColumn {
  constructor(name: string) {
    super(name, "String");
  }
  /** @param places  of one row: begins and lengths in turns */
  add(places: readonly number[]): void {
    this.writer.varint(places.length * PLACE_NUMBER_BYTES);
    this.writer.u24s(places);
  }
}

/** Numbers up to 16 million: a frame has a megabyte at most, and three times that in UTF-8. */
const PLACE_NUMBER_BYTES = 3;

export class UInt16Column extends OneWriterColumn<number> {
  constructor(name: string) {
    super(name, "UInt16");
  }
  add(value: number): void {
    this.writer.u16(value);
  }
}

export class UInt32Column extends OneWriterColumn<number> {
  constructor(name: string) {
    super(name, "UInt32");
  }
  add(value: number): void {
    this.writer.u32(value);
  }
}

export class Float64Column extends OneWriterColumn<number> {
  constructor(name: string) {
    super(name, "Float64");
  }
  add(value: number): void {
    this.writer.f64(value);
  }
}

export class BoolColumn extends OneWriterColumn<boolean> {
  constructor(name: string) {
    super(name, "Bool");
  }
  add(value: boolean): void {
    this.writer.u8(value ? 1 : 0);
  }
}

/** A block of changes is of one resource: its id is copied instead of encoded again. */
export class UuidColumn extends OneWriterColumn<string> {
  #last = "";
  constructor(name: string) {
    super(name, "UUID");
  }
  add(value: string): void {
    if (value === this.#last) {
      this.writer.repeat(16, 1);
      return;
    }
    this.writer.uuid(value);
    this.#last = value;
  }
  override clear(): void {
    super.clear();
    this.#last = "";
  }
}

/** `add` takes ticks of the precision: milliseconds for 3, microseconds for 6. */
export class DateTime64Column extends OneWriterColumn<number> {
  constructor(name: string, precision: 3 | 6) {
    super(name, `DateTime64(${precision}, 'UTC')`);
  }
  add(ticks: number): void {
    this.writer.i64(ticks);
  }
}

export class StringMapColumn implements Column {
  readonly type = "Map(String, String)";
  readonly name: string;
  readonly #offsets = new ByteWriter(4096);
  readonly #keys = new ByteWriter(4096);
  readonly #values = new ByteWriter(4096);
  #count = 0;
  constructor(name: string) {
    this.name = name;
  }
  add(record: Readonly<Record<string, string>>): void {
    for (const key in record) {
      this.#keys.text(key);
      this.#values.text(record[key] ?? "");
      this.#count++;
    }
    this.#offsets.i64(this.#count);
  }
  bytes(): Uint8Array[] {
    return [this.#offsets.view(), this.#keys.view(), this.#values.view()];
  }
  clear(): void {
    for (const writer of [this.#offsets, this.#keys, this.#values]) writer.clear();
    this.#count = 0;
  }
}

/** An Array: cumulative UInt64 offsets, then all elements as one column. */
export class StringArrayColumn implements Column {
  readonly type = "Array(String)";
  readonly name: string;
  readonly #offsets = new ByteWriter(4096);
  readonly #elements = new ByteWriter(4096);
  #count = 0;
  constructor(name: string) {
    this.name = name;
  }
  add(values: readonly string[]): void {
    for (const value of values) this.#elements.text(value);
    this.#count += values.length;
    this.#offsets.i64(this.#count);
  }
  bytes(): Uint8Array[] {
    return [this.#offsets.view(), this.#elements.view()];
  }
  clear(): void {
    this.#offsets.clear();
    this.#elements.clear();
    this.#count = 0;
  }
}
