import { copyBytes, viewOf } from "../../lib/byte-words.ts";

/**
 * Bytes that grow in steps: an allocation a step instead of one a value. Multi-byte numbers are little-endian.
 *
 * A writer that is cleared keeps its buffer. That matters on the hot path: a batch fills tens of megabytes, and fresh ones
 * cost page faults and, because V8 counts memory outside its heap, full garbage collections several times a second. For the same
 * reason it is memory that threads share: what the parsing thread wrote is stored from where it lies.
 */
export class ByteWriter {
  #buffer: Buffer;
  #view: DataView;
  #length = 0;

  constructor(capacity: number) {
    this.#buffer = sharedBuffer(capacity);
    this.#view = viewOf(this.#buffer);
  }

  get length(): number {
    return this.#length;
  }

  /** What was written, without a copy: valid until the next write or `clear`. */
  view(): Uint8Array {
    return this.#buffer.subarray(0, this.#length);
  }

  clear(): void {
    this.#length = 0;
  }

  /** Takes back what was written after `length` bytes. */
  shorten(length: number): void {
    this.#length = length;
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
   *
   * @returns bytes of the UTF-8
   */
  text(value: string): number {
    const { length } = value;
    this.#reserve(length * 3 + 8);
    const buffer = this.#buffer;
    const start = this.#length;
    if (length <= SHORT_CHARS) {
      let at = start;
      buffer[at++] = length;
      for (let i = 0; i < length; i++) {
        const code = charCodeAt.call(value, i);
        if (code > 0x7f) {
          return this.#measuredText(value);
        }
        buffer[at++] = code;
      }
      this.#length = at;
      return length;
    }
    const room = varintBytes(length);
    const bytes = buffer.write(value, start + room, "utf8");
    const needed = varintBytes(bytes);
    if (needed !== room) buffer.copyWithin(start + needed, start + room, start + room + bytes);
    this.varint(bytes);
    this.#length += bytes;
    return bytes;
  }

  /** Length, then the bytes `bytes[start, end)`, which are UTF-8. */
  utf8(bytes: DataView, start: number, end: number): void {
    this.varint(end - start);
    this.#reserve(end - start);
    copyBytes(bytes, start, end, this.#view, this.#length);
    this.#length += end - start;
  }

  #measuredText(value: string): number {
    const bytes = Buffer.byteLength(value);
    this.varint(bytes);
    this.#length += this.#buffer.write(value, this.#length, "utf8");
    return bytes;
  }

  /** The last `bytes` bytes, `times` times more; what is copied doubles each time. */
  repeat(bytes: number, times: number): void {
    const start = this.#length - bytes;
    const total = bytes * (times + 1);
    this.#reserve(total - bytes);
    for (let done = bytes; done < total; ) {
      const size = Math.min(done, total - done);
      this.#buffer.copyWithin(start + done, start, start + size);
      done += size;
    }
    this.#length = start + total;
  }

  u8(value: number): void {
    this.#reserve(1);
    this.#buffer[this.#length++] = value;
  }

  f64(value: number): void {
    this.#reserve(8);
    this.#length = this.#buffer.writeDoubleLE(value, this.#length);
  }

  u16(value: number): void {
    this.#reserve(2);
    const buffer = this.#buffer;
    buffer[this.#length++] = value;
    buffer[this.#length++] = value >>> 8;
  }

  u24s(values: readonly number[]): void {
    this.#reserve(values.length * 3);
    const buffer = this.#buffer;
    let at = this.#length;
    for (let i = 0; i < values.length; i++) {
      const value = values[i] as number;
      buffer[at] = value;
      buffer[at + 1] = value >>> 8;
      buffer[at + 2] = value >>> 16;
      at += 3;
    }
    this.#length = at;
  }

  u32(value: number): void {
    this.#reserve(4);
    this.#word(value);
  }

  /** A safe integer as Int64/UInt64, without BigInt on the hot path. */
  i64(value: number): void {
    this.#reserve(8);
    const low = value >>> 0;
    this.#word(low);
    this.#word((value - low) / 0x1_0000_0000);
  }

  #word(value: number): void {
    const buffer = this.#buffer;
    const at = this.#length;
    buffer[at] = value;
    buffer[at + 1] = value >>> 8;
    buffer[at + 2] = value >>> 16;
    buffer[at + 3] = value >>> 24;
    this.#length = at + 4;
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

  #reserve(bytes: number): void {
    if (this.#length + bytes <= this.#buffer.length) return;
    const grown = sharedBuffer(Math.max(Math.ceil(this.#buffer.length * GROWTH), this.#length + bytes));
    this.#buffer.copy(grown, 0, 0, this.#length);
    this.#buffer = grown;
    this.#view = viewOf(grown);
  }
}

/**
 * Strings come here in all the forms that V8 has for them (flat, sliced, joined, interned; one byte or two), too many for it to
 * remember where each finds its `charCodeAt`: looking that up, for each character, was a seventh of what parsing cost.
 */
const { charCodeAt } = String.prototype;

/** Twice would leave a third of a full block's memory unused. */
const GROWTH = 1.5;

function sharedBuffer(capacity: number): Buffer {
  return Buffer.from(new SharedArrayBuffer(capacity));
}

/** One varint byte says lengths up to 127. */
const SHORT_CHARS = 64;

function varintBytes(value: number): number {
  return value < 0x80 ? 1 : value < 0x4000 ? 2 : value < 0x20_0000 ? 3 : 4;
}
