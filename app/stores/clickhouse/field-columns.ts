import { FieldList, OWN_TEXT } from "../../lib/field-list.ts";
import type { LineShape, PlacedLine } from "../../lib/placed-line.ts";
import { LowCardinalityColumn } from "./low-cardinality.ts";
import { NameLists } from "./name-lists.ts";
import { type Column, PlacesColumn, StringColumn } from "./native-block.ts";

/**
 * Dotted paths can make a list of names longer than the message they are in. So many bytes of such lists may one resource bring to
 * a block; the fields of further lines stay in the message only. An app has tens of lists; without a limit a sender who
 * writes many keys below one long path, in another order each time, would have thirty times the bytes stored that he sent.
 * Which fields are left out may differ when a batch is read again in another order; its lines, and their texts, do not.
 */
const LONG_LISTS_BYTES_MAX = 256 * 1024;
/**
 * Lists of any length that one resource may bring to a block: as many as a line has with twelve fields that may each be missing. Looking
 * up, writing and remembering a list that never comes again costs more than parsing its line.
 */
const LISTS_MAX = 4096;

/** The words of a shape in a block's dictionaries. */
export interface FieldNumbers {
  names: number;
  status: number;
}

/** What lists of names a resource has brought to the block. */
interface Brought {
  lists: number;
  /** Of long ones. */
  longBytes: number;
}

/**
 * The fields of lines as migrations/clickhouse/008 keeps them: the list of names once for all lines that have it, places in the
 * message instead of values, and the texts that stand nowhere in it.
 */
export class FieldColumns {
  readonly #names = new LowCardinalityColumn("field_names");
  readonly #places = new PlacesColumn("field_places");
  readonly #texts = new StringColumn("field_texts");
  readonly #status = new LowCardinalityColumn("key_status");
  readonly columns: readonly Column[] = [this.#names, this.#places, this.#texts, this.#status];
  readonly #lists = new NameLists();
  /** By resource. */
  readonly #brought = new Map<string, Brought>();
  #leftOut = 0;

  /** Fields that stay in the message only, because of LONG_LISTS_BYTES_MAX or LISTS_MAX. */
  get leftOut(): number {
    return this.#leftOut;
  }

  /**
   * @param message       the line's, as it is stored
   * @param messageBytes  its length in UTF-8
   */
  add(fields: FieldList, message: string, messageBytes: number, resourceId: string): void {
    const brought = this.#broughtBy(resourceId);
    const lengthMax = brought.lists >= LISTS_MAX ? 0 : Math.max(messageBytes, LONG_LISTS_BYTES_MAX - brought.longBytes);
    const list = this.#lists.of(fields.names, lengthMax);
    if (list === null || list.text === "") {
      this.#leftOut += fields.names.length;
      this.#addNothing();
      return;
    }
    if (list.hasRepeats) {
      this.add(fields.withoutRepeats(), message, messageBytes, resourceId);
      return;
    }
    // Places in another text: so rare that it may cost.
    if (fields.message !== message && fields.texts.length < fields.names.length) {
      this.add(FieldList.of(fields.toRecord()), message, messageBytes, resourceId);
      return;
    }
    if (!list.isWritten) {
      brought.lists++;
      if (list.text.length > messageBytes) {
        brought.longBytes += list.text.length;
        this.#lists.keep(fields.names, list);
      }
    }
    list.isWritten = true;
    this.#names.add(list.text);
    this.#status.add(list.statusAt < 0 ? "" : fields.valueAt(list.statusAt));
    this.#places.add(placesOf(fields, message, messageBytes));
    this.#texts.add(fields.texts.length === 0 ? "" : fields.texts.join(""));
  }

  /**
   * Makes a shape known, for the lines that have it.
   *
   * @returns null when its first line must be added by `add`, which counts what long lists bring
   */
  start(shape: LineShape, messageBytes: number): FieldNumbers | null {
    const list = this.#lists.of(shape.names, messageBytes);
    if (list === null || list.text === "" || (!list.isWritten && list.text.length > messageBytes)) return null;
    list.isWritten = true;
    return { names: this.#names.numberOf(list.text), status: this.#status.numberOf(shape.status) };
  }

  /** @param numbers  from `start`, since the last `clear` */
  addPlaced(numbers: FieldNumbers, { shape, places }: PlacedLine): void {
    this.#names.addNumber(numbers.names);
    this.#status.addNumber(numbers.status);
    this.#places.add(places);
    this.#texts.add(shape.texts);
  }

  /** Its columns are cleared with the block's others. */
  clear(): void {
    this.#lists.clear();
    this.#brought.clear();
    this.#leftOut = 0;
  }

  #broughtBy(resourceId: string): Brought {
    let brought = this.#brought.get(resourceId);
    if (brought === undefined) {
      brought = { lists: 0, longBytes: 0 };
      this.#brought.set(resourceId, brought);
    }
    return brought;
  }

  #addNothing(): void {
    this.#names.add("");
    this.#status.add("");
    this.#places.add([]);
    this.#texts.add("");
  }
}

/** By field, in turns: begin and length in bytes of the message, and of its own texts behind it. */
function placesOf({ starts, ends, texts }: FieldList, message: string, messageBytes: number): number[] {
  const places: number[] = [];
  const offsets = messageBytes === message.length ? null : new ByteOffsets(message);
  let textsEnd = messageBytes;
  for (let i = 0; i < starts.length; i++) {
    const start = starts[i] as number;
    const end = ends[i] as number;
    if (start === OWN_TEXT) {
      const bytes = Buffer.byteLength(texts[end] as string);
      places.push(textsEnd, bytes);
      textsEnd += bytes;
    } else if (offsets === null) {
      places.push(start, end - start);
    } else {
      const at = offsets.of(start);
      places.push(at, offsets.of(end) - at);
    }
  }
  return places;
}

/** Where a code unit of a text is in its UTF-8; asked from left to right, as parsers find fields, it reads the text once. */
class ByteOffsets {
  readonly #text: string;
  #unit = 0;
  #byte = 0;

  constructor(text: string) {
    this.#text = text;
  }

  of(unit: number): number {
    if (unit < this.#unit) {
      this.#unit = 0;
      this.#byte = 0;
    }
    this.#byte += Buffer.byteLength(this.#text.slice(this.#unit, unit));
    this.#unit = unit;
    return this.#byte;
  }
}
