import { FieldList } from "../../lib/field-list.ts";
import { ByteWriter } from "./byte-writer.ts";
import type { Column } from "./native-block.ts";

/*
 * Columns of few different values in the Native format: a block brings its own dictionary, and its rows are numbers.
 * Source: ClickHouse, src/DataTypes/Serializations/SerializationLowCardinality.cpp.
 */

const UNKNOWN = -1;

/** Values with few different ones: each is written once and named by its number. */
class Dictionary {
  readonly #numbers = new Map<string, number>();
  readonly #values: string[] = [];
  readonly #words = new ByteWriter(1024);
  /** What came after each value when it last came: lines of one kind have the same fields in the same order. */
  readonly #followers: number[] = [];
  readonly #rememberedMax: number;
  #size = 0;
  #indexes = new Uint32Array(4096);
  #rows = 0;
  #last = 0;

  /** The first eight bytes of the column: 1 says that blocks bring their own dictionary. */
  static readonly prefix = littleEndian64(1);

  /** @param rememberedMax values after so many are written each time they come, as if they were new */
  constructor(rememberedMax = Number.POSITIVE_INFINITY) {
    this.#rememberedMax = rememberedMax;
  }

  get size(): number {
    return this.#size;
  }

  /** @returns the value's number, from 0; UNKNOWN, and nothing is added, for a new one that may not be */
  add(value: string, mayBeNew = true): number {
    const guess = this.#followers[this.#last];
    const number = guess !== undefined && this.#values[guess] === value ? guess : this.#find(value, mayBeNew);
    if (number === UNKNOWN) return UNKNOWN;
    if (number < this.#rememberedMax) this.#last = number;
    if (this.#rows === this.#indexes.length) this.#grow();
    this.#indexes[this.#rows++] = number;
    return number;
  }

  /** Takes the last `count` back. */
  remove(count: number): void {
    this.#rows -= count;
  }

  #find(value: string, mayBeNew: boolean): number {
    let number = this.#numbers.get(value);
    if (number === undefined) {
      if (!mayBeNew) return UNKNOWN;
      number = this.#size++;
      this.#words.text(value);
      if (number >= this.#rememberedMax) return number;
      this.#numbers.set(value, number);
      this.#values.push(value);
      this.#followers.push(number);
    }
    this.#followers[this.#last] = number;
    return number;
  }

  /** Index type and flags, the words, then a number a row in as few bytes as the number of words allows. */
  bytes(): Uint8Array[] {
    const indexType = this.#size <= 0x100 ? 0 : this.#size <= 0x1_0000 ? 1 : 2;
    // The type's number is the power of two of its bytes.
    const memory = new SharedArrayBuffer(this.#rows * 2 ** indexType);
    const indexes =
      indexType === 0 ? new Uint8Array(memory) : indexType === 1 ? new Uint16Array(memory) : new Uint32Array(memory);
    indexes.set(this.#indexes.subarray(0, this.#rows));
    // Without rows there is nothing at all.
    if (this.#rows === 0) return [];
    return [
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

function littleEndian64(value: number): Uint8Array {
  const writer = new ByteWriter(8);
  writer.i64(value);
  return writer.view();
}

/** Far more than hosts and processes that speak within a batch; what is more varied than that hardly comes again in it. */
const REMEMBERED_MAX = 8192;

export class LowCardinalityColumn implements Column {
  readonly type = "LowCardinality(String)";
  readonly name: string;
  readonly #dictionary = new Dictionary(REMEMBERED_MAX);
  constructor(name: string) {
    this.name = name;
  }
  add(value: string): void {
    this.#dictionary.add(value);
  }
  bytes(): Uint8Array[] {
    return [Dictionary.prefix, ...this.#dictionary.bytes()];
  }
  clear(): void {
    this.#dictionary.clear();
  }
}

/** Any names, few different ones; the prefix of the names comes ahead of the offsets. */
export class LowCardinalityMapColumn implements Column {
  readonly type = "Map(LowCardinality(String), String)";
  readonly name: string;
  readonly #offsets = new ByteWriter(4096);
  readonly #keys = new Dictionary();
  readonly #values = new ByteWriter(4096);
  /** By a name's number: the last row that had it. */
  readonly #rowOf: number[] = [];
  #row = 0;
  #count = 0;
  #leftOut = 0;
  constructor(name: string) {
    this.name = name;
  }
  /** Fields whose names were one too many. */
  get leftOut(): number {
    return this.#leftOut;
  }
  /**
   * @param newMax how many names may be new to the column; fields of further ones are left out
   * @returns how many were
   */
  add(fields: FieldList, newMax = Number.POSITIVE_INFINITY): number {
    const { names, values } = fields;
    const valuesBefore = this.#values.length;
    const sizeBefore = this.#keys.size;
    let count = 0;
    this.#row++;
    for (let i = 0; i < names.length; i++) {
      const number = this.#keys.add(names[i] as string, this.#keys.size - sizeBefore < newMax);
      if (number === UNKNOWN) continue;
      count++;
      if (this.#rowOf[number] === this.#row) {
        // A name that comes twice has one value in a map: the last. So rare that the row may start again.
        this.#keys.remove(count);
        this.#values.shorten(valuesBefore);
        const added = this.#keys.size - sizeBefore;
        return added + this.add(FieldList.of(fields.toRecord()), newMax - added);
      }
      this.#rowOf[number] = this.#row;
      this.#values.text(values[i] as string);
    }
    this.#count += count;
    this.#leftOut += names.length - count;
    this.#offsets.i64(this.#count);
    return this.#keys.size - sizeBefore;
  }
  bytes(): Uint8Array[] {
    return [Dictionary.prefix, this.#offsets.view(), ...this.#keys.bytes(), this.#values.view()];
  }
  clear(): void {
    this.#offsets.clear();
    this.#keys.clear();
    this.#values.clear();
    this.#rowOf.length = 0;
    this.#row = 0;
    this.#count = 0;
    this.#leftOut = 0;
  }
}
