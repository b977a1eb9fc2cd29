import { FieldList, OWN_TEXT } from "../../lib/field-list.ts";
import type { LineShape, PlacedLine } from "../../lib/placed-line.ts";
import { LowCardinalityColumn } from "./low-cardinality.ts";
import { type Brought, NameLists } from "./name-lists.ts";
import { type Column, PlacesColumn, StringColumn } from "./native-block.ts";

/** The words of a shape in a block's dictionaries. */
export interface FieldNumbers {
  names: number;
  status: number;
  /** Which of a line's fields each of the stored names is; null where they stand in the same order. */
  order: readonly number[] | null;
}

/**
 * The fields of lines as migrations/clickhouse/008 keeps them: the list of names once for all lines that have it, places in the
 * message instead of values, and the texts that stand nowhere in it.
 *
 * Of lines whose names go beyond what one resource may bring to a block (name-lists.ts), the fields stay in the message only. Which
 * these are may differ when a batch is read again in another order; its lines, and their texts, do not.
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
  /** By shapes, which are those of all resources. */
  #broughtByShapes = newBrought();
  #leftOut = 0;

  /** Fields that stay in the message only, because their resource may bring no more names. */
  get leftOut(): number {
    return this.#leftOut;
  }

  /**
   * @param message       the line's, as it is stored
   * @param messageBytes  its length in UTF-8
   */
  add(fields: FieldList, message: string, messageBytes: number, resourceId: string): void {
    const found = this.#lists.of(fields.names, messageBytes, this.#broughtBy(resourceId));
    if (found === null || found.list.text === "") {
      this.#leftOut += fields.names.length;
      this.#addNothing();
      return;
    }
    const { list, order } = found;
    if (list.hasRepeats) {
      this.add(fields.withoutRepeats(), message, messageBytes, resourceId);
      return;
    }
    // Places in another text: so rare that it may cost.
    if (fields.message !== message && fields.texts.length < fields.names.length) {
      this.add(FieldList.of(fields.toRecord()), message, messageBytes, resourceId);
      return;
    }
    this.#names.add(list.text);
    this.#status.add(statusOf(fields, list.statusAt, order));
    this.#places.add(placesOf(fields, message, messageBytes, order));
    this.#texts.add(fields.texts.length === 0 ? "" : fields.texts.join(""));
  }

  /**
   * Makes a shape known, for the lines that have it.
   *
   * @returns null when shapes may bring no more names: then each of its lines must be added by `add`
   */
  start(shape: LineShape, messageBytes: number): FieldNumbers | null {
    const found = this.#lists.of(shape.names, messageBytes, this.#broughtByShapes);
    if (found === null) return null;
    const { list, order } = found;
    return { names: this.#names.numberOf(list.text), status: this.#status.numberOf(shape.status), order };
  }

  /** @param numbers  from `start`, since the last `clear` */
  addPlaced(numbers: FieldNumbers, { shape, places }: PlacedLine): void {
    this.#names.addNumber(numbers.names);
    this.#status.addNumber(numbers.status);
    this.#places.add(inOrder(places, numbers.order));
    this.#texts.add(shape.texts);
  }

  /** Its columns are cleared with the block's others. */
  clear(): void {
    this.#lists.clear();
    this.#brought.clear();
    this.#broughtByShapes = newBrought();
    this.#leftOut = 0;
  }

  #broughtBy(resourceId: string): Brought {
    let brought = this.#brought.get(resourceId);
    if (brought === undefined) {
      brought = newBrought();
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

function newBrought(): Brought {
  return { lists: 0, names: 0, longChars: 0 };
}

function statusOf(fields: FieldList, at: number, order: readonly number[] | null): string {
  if (at < 0) return "";
  return fields.valueAt(order === null ? at : (order[at] as number));
}

/** @param order  which field of `places` comes where; null for as they are */
function inOrder(places: readonly number[], order: readonly number[] | null): readonly number[] {
  if (order === null) return places;
  const ordered: number[] = [];
  for (const at of order) ordered.push(places[at * 2] as number, places[at * 2 + 1] as number);
  return ordered;
}

/** By field, in turns: begin and length in bytes of the message, and of its own texts behind it. @param order  as in `inOrder` */
function placesOf(
  fields: FieldList,
  message: string,
  messageBytes: number,
  order: readonly number[] | null,
): readonly number[] {
  // The texts stand behind the message as they were found, and ByteOffsets goes from left to right.
  if (fields.texts.length > 0 || messageBytes !== message.length)
    return inOrder(placesAsFound(fields, message, messageBytes), order);
  const { starts, ends } = fields;
  const places = new Array<number>(starts.length * 2);
  for (let i = 0; i < starts.length; i++) {
    const at = order === null ? i : (order[i] as number);
    const start = starts[at] as number;
    places[i * 2] = start;
    places[i * 2 + 1] = (ends[at] as number) - start;
  }
  return places;
}

function placesAsFound({ starts, ends, texts }: FieldList, message: string, messageBytes: number): number[] {
  const places: number[] = [];
  const offsets = new ByteOffsets(message, messageBytes);
  let textsEnd = messageBytes;
  for (let i = 0; i < starts.length; i++) {
    const start = starts[i] as number;
    const end = ends[i] as number;
    if (start === OWN_TEXT) {
      const bytes = Buffer.byteLength(texts[end] as string);
      places.push(textsEnd, bytes);
      textsEnd += bytes;
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
  readonly #isAscii: boolean;
  #unit = 0;
  #byte = 0;

  /** @param bytes  of the whole text */
  constructor(text: string, bytes: number) {
    this.#text = text;
    this.#isAscii = bytes === text.length;
  }

  of(unit: number): number {
    if (this.#isAscii) return unit;
    if (unit < this.#unit) {
      this.#unit = 0;
      this.#byte = 0;
    }
    this.#byte += Buffer.byteLength(this.#text.slice(this.#unit, unit));
    this.#unit = unit;
    return this.#byte;
  }
}
