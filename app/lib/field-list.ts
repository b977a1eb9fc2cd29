/**
 * The fields of one line, in the order in which they were found. A name may come twice: its last value counts.
 *
 * Two lists, and not an object by name: names are the customer's, so objects would have a shape a line, and looking
 * things up in ever new shapes was a quarter of what parsing cost.
 */
export class FieldList {
  readonly names: string[] = [];
  readonly values: string[] = [];

  add(name: string, value: string): void {
    this.names.push(name);
    this.values.push(value);
  }

  get(name: string): string | undefined {
    const at = this.names.lastIndexOf(name);
    return at < 0 ? undefined : this.values[at];
  }

  /** An object whose keys are all its own: no inherited `constructor`, and `__proto__` is a key like any other. */
  toRecord(): Record<string, string> {
    const record: Record<string, string> = Object.create(null);
    for (const [i, name] of this.names.entries()) record[name] = this.values[i] as string;
    return record;
  }

  static of(record: Readonly<Record<string, string>>): FieldList {
    const fields = new FieldList();
    for (const [name, value] of Object.entries(record)) fields.add(name, value);
    return fields;
  }
}
