import { ByteWriter } from "./byte-writer.ts";
import type { Column } from "./native-block.ts";

/** Far more than hosts and processes that speak within a batch; what is more varied than that hardly comes again in it. */
const REMEMBERED_MAX = 8192;

/**
 * Text with few different values in the Native format: a block brings its own dictionary, where each is written once, and its
 * rows are numbers. Values after REMEMBERED_MAX are written each time they come, as if they were new.
 * Source: ClickHouse, src/DataTypes/Serializations/SerializationLowCardinality.cpp.
 */
export class LowCardinalityColumn implements Column {
  readonly type = "LowCardinality(String)";
  readonly name: string;
  readonly #numbers = new Map<string, number>();
  readonly #values: string[] = [];
  readonly #words = new ByteWriter(1024);
  /** What came after each value when it last came: lines of one kind follow each other. */
  readonly #followers: number[] = [];
  #size = 0;
  #indexes = new Uint32Array(4096);
  #rows = 0;
  #last = 0;

  constructor(name: string) {
    this.name = name;
  }

  add(value: string): void {
    const guess = this.#followers[this.#last];
    const number = guess !== undefined && this.#values[guess] === value ? guess : this.numberOf(value);
    if (number < REMEMBERED_MAX) this.#last = number;
    this.addNumber(number);
  }

  /** @param number  from `numberOf` */
  addNumber(number: number): void {
    if (this.#rows === this.#indexes.length) this.#grow();
    this.#indexes[this.#rows++] = number;
  }

  /** The number of a value in this block; its word is written when it is new. */
  numberOf(value: string): number {
    let number = this.#numbers.get(value);
    if (number === undefined) {
      number = this.#size++;
      this.#words.text(value);
      if (number >= REMEMBERED_MAX) return number;
      this.#numbers.set(value, number);
      this.#values.push(value);
      this.#followers.push(number);
    }
    this.#followers[this.#last] = number;
    return number;
  }

  /** Index type and flags, the words, then a number a row in as few bytes as the number of words allows. */
  bytes(): Uint8Array[] {
    // Without rows there is nothing behind the prefix.
    if (this.#rows === 0) return [PREFIX];
    const indexType = this.#size <= 0x100 ? 0 : this.#size <= 0x1_0000 ? 1 : 2;
    // The type's number is the power of two of its bytes.
    const memory = new SharedArrayBuffer(this.#rows * 2 ** indexType);
    const indexes =
      indexType === 0 ? new Uint8Array(memory) : indexType === 1 ? new Uint16Array(memory) : new Uint32Array(memory);
    indexes.set(this.#indexes.subarray(0, this.#rows));
    return [
      PREFIX,
      littleEndian64(HAS_WORDS | NEW_DICTIONARY | indexType),
      littleEndian64(this.#size),
      this.#words.view(),
      littleEndian64(this.#rows),
      new Uint8Array(memory),
    ];
  }

  clear(): void {
    this.#numbers.clear();
    this.#values.length = 0;
    this.#followers.length = 0;
    this.#size = 0;
    this.#words.clear();
    this.#rows = 0;
    this.#last = 0;
  }

  #grow(): void {
    const grown = new Uint32Array(this.#indexes.length * 2);
    grown.set(this.#indexes);
    this.#indexes = grown;
  }
}

const HAS_WORDS = 1 << 9;
const NEW_DICTIONARY = 1 << 10;

/** The first eight bytes of the column: 1 says that blocks bring their own dictionary. */
const PREFIX = littleEndian64(1);

function littleEndian64(value: number): Uint8Array {
  const writer = new ByteWriter(8);
  writer.i64(value);
  return writer.view();
}
