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
  bytes(): Uint8Array[];
}

/** @returns the block's parts in order; join them or stream them */
export function encodeBlock(columns: readonly Column[], rows: number): Buffer {
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
  return Buffer.concat(parts);
}

/** Bytes that grow by doubling: one allocation per doubling instead of one per value. */
class ByteWriter {
  #buffer: Buffer;
  #length = 0;
  constructor(capacity: number) {
    this.#buffer = Buffer.allocUnsafe(capacity);
  }
  #reserve(bytes: number): void {
    if (this.#length + bytes <= this.#buffer.length) return;
    const grown = Buffer.allocUnsafe(Math.max(this.#buffer.length * 2, this.#length + bytes));
    this.#buffer.copy(grown, 0, 0, this.#length);
    this.#buffer = grown;
  }
  varint(value: number): void {
    this.#reserve(8);
    let rest = value;
    while (rest >= 0x80) {
      this.#buffer[this.#length++] = (rest & 0x7f) | 0x80;
      rest = Math.floor(rest / 0x80);
    }
    this.#buffer[this.#length++] = rest;
  }
  /**
   * Length, then UTF-8. Short text is mostly ASCII and copied by a loop, which beats a call out of JavaScript; longer
   * text is written where it would stand if it were ASCII, and moved in the rare case that its length needs more room.
   */
  text(value: string): void {
    const { length } = value;
    this.#reserve(length * 3 + 8);
    const start = this.#length;
    if (length <= SHORT_CHARS) {
      this.#buffer[this.#length++] = length;
      for (let i = 0; i < length; i++) {
        const code = value.charCodeAt(i);
        if (code > 0x7f) {
          this.#length = start;
          this.#measuredText(value);
          return;
        }
        this.#buffer[this.#length++] = code;
      }
      return;
    }
    const room = varintBytes(length);
    const bytes = this.#buffer.write(value, start + room, "utf8");
    const needed = varintBytes(bytes);
    if (needed !== room) this.#buffer.copyWithin(start + needed, start + room, start + room + bytes);
    this.varint(bytes);
    this.#length += bytes;
  }
  #measuredText(value: string): void {
    this.varint(Buffer.byteLength(value));
    this.#length += this.#buffer.write(value, this.#length, "utf8");
  }
  /** Copies what `from` to `to` of this very writer already holds: the value before, again. */
  repeat(from: number, to: number): void {
    this.#reserve(to - from);
    this.#buffer.copyWithin(this.#length, from, to);
    this.#length += to - from;
  }
  get length(): number {
    return this.#length;
  }
  u16(value: number): void {
    this.#reserve(2);
    this.#length = this.#buffer.writeUInt16LE(value, this.#length);
  }
  u32(value: number): void {
    this.#reserve(4);
    this.#length = this.#buffer.writeUInt32LE(value, this.#length);
  }
  /** A safe integer as Int64/UInt64, without BigInt on the hot path. */
  i64(value: number): void {
    this.#reserve(8);
    const high = Math.floor(value / 0x1_0000_0000);
    this.#buffer.writeUInt32LE(value - high * 0x1_0000_0000, this.#length);
    this.#buffer.writeInt32LE(high, this.#length + 4);
    this.#length += 8;
  }
  /** ClickHouse keeps a UUID as two little-endian 64-bit halves. */
  uuid(value: string): void {
    this.#reserve(16);
    const hex = value.replaceAll("-", "");
    if (!/^[0-9a-f]{32}$/i.test(hex)) throw new Error("not a uuid");
    for (let i = 0; i < 8; i++) {
      this.#buffer[this.#length + 7 - i] = Number.parseInt(hex.slice(i * 2, i * 2 + 2), 16);
      this.#buffer[this.#length + 15 - i] = Number.parseInt(hex.slice(16 + i * 2, 18 + i * 2), 16);
    }
    this.#length += 16;
  }
  view(): Uint8Array {
    return this.#buffer.subarray(0, this.#length);
  }
}

/** One varint byte says lengths up to 127. */
const SHORT_CHARS = 64;

function varintBytes(value: number): number {
  return value < 0x80 ? 1 : value < 0x4000 ? 2 : value < 0x20_0000 ? 3 : 4;
}

/**
 * A column of values that often repeat the one before (ids of a frame, names of sources): those are copied instead of
 * encoded again.
 */
abstract class OneWriterColumn implements Column {
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
}

export class StringColumn extends OneWriterColumn {
  #last = "";
  #lastAt = -1;
  #lastEnd = -1;
  constructor(name: string) {
    super(name, "String");
  }
  add(value: string): void {
    if (this.#lastAt >= 0 && value === this.#last) {
      this.writer.repeat(this.#lastAt, this.#lastEnd);
      return;
    }
    this.#last = value;
    this.#lastAt = this.writer.length;
    this.writer.text(value);
    this.#lastEnd = this.writer.length;
  }
}

export class UInt16Column extends OneWriterColumn {
  constructor(name: string) {
    super(name, "UInt16");
  }
  add(value: number): void {
    this.writer.u16(value);
  }
}

export class UInt32Column extends OneWriterColumn {
  constructor(name: string) {
    super(name, "UInt32");
  }
  add(value: number): void {
    this.writer.u32(value);
  }
}

export class UuidColumn extends OneWriterColumn {
  #last = "";
  constructor(name: string) {
    super(name, "UUID");
  }
  add(value: string): void {
    const { length } = this.writer;
    if (value === this.#last) {
      this.writer.repeat(length - 16, length);
      return;
    }
    this.#last = value;
    this.writer.uuid(value);
  }
}

/** `add` takes ticks of the precision: milliseconds for 3, microseconds for 6. */
export class DateTime64Column extends OneWriterColumn {
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
}
