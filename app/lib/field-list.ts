/**
 * The fields of one line, in the order in which they were found. A name may come twice: its last value counts.
 *
 * Most values stand in the line's message as they are, so their place is noted and nothing is cut out; the others (escapes
 * resolved, lists joined, words of our own) are kept as texts. Lists, and not an object by name: names are the customer's,
 * so objects would have a shape a line, and looking things up in ever new shapes was a quarter of what parsing cost.
 */
export class FieldList {
  /** The message that places are in; empty where a parser knows no places. */
  readonly message: string;
  readonly names: string[] = [];
  /** By field: where its value begins in the message, or OWN_TEXT. */
  readonly starts: number[] = [];
  /** By field: where its value ends in the message; of an own text, its number in `texts`. */
  readonly ends: number[] = [];
  readonly texts: string[] = [];

  constructor(message = "") {
    this.message = message;
  }

  /** A value that stands nowhere in the message, or that nobody knows the place of. */
  add(name: string, value: string): void {
    this.names.push(name);
    this.starts.push(OWN_TEXT);
    this.ends.push(this.texts.length);
    this.texts.push(value);
  }

  /**
   * The value `text.slice(start, end)`: by its place, when the text is the message.
   *
   * @param start, end  of code units; the halves of a surrogate pair stay together
   */
  addPart(name: string, text: string, start: number, end: number): void {
    if (text !== this.message) {
      this.add(name, text.slice(start, end));
      return;
    }
    this.names.push(name);
    this.starts.push(start);
    this.ends.push(end);
  }

  /** The value of the field at a position of `names`. */
  valueAt(at: number): string {
    const start = this.starts[at] as number;
    const end = this.ends[at] as number;
    return start === OWN_TEXT ? (this.texts[end] as string) : this.message.slice(start, end);
  }

  get(name: string): string | undefined {
    const { names } = this;
    // By a loop: `lastIndexOf` leaves compiled code, which a line of many fields feels.
    for (let at = names.length - 1; at >= 0; at--) if (names[at] === name) return this.valueAt(at);
    return undefined;
  }

  /** An object whose keys are all its own: no inherited `constructor`, and `__proto__` is a key like any other. */
  toRecord(): Record<string, string> {
    const record: Record<string, string> = Object.create(null);
    for (const [i, name] of this.names.entries()) record[name] = this.valueAt(i);
    return record;
  }

  /** The same with each name once, where it came first, and with its last value. */
  withoutRepeats(): FieldList {
    const once = new FieldList(this.message);
    for (const [name, at] of new Map(this.names.map((name, i) => [name, i]))) {
      const start = this.starts[at] as number;
      const end = this.ends[at] as number;
      if (start === OWN_TEXT) once.add(name, this.texts[end] as string);
      else once.addPart(name, this.message, start, end);
    }
    return once;
  }

  /** A list that stays empty. */
  static empty(): FieldList {
    const fields = new FieldList();
    for (const part of [fields.names, fields.starts, fields.ends, fields.texts]) Object.freeze(part);
    return fields;
  }

  static of(record: Readonly<Record<string, string>>): FieldList {
    const fields = new FieldList();
    for (const [name, value] of Object.entries(record)) fields.add(name, value);
    return fields;
  }
}

export const OWN_TEXT = -1;
