/** Collects values as typed ClickHouse parameters; each method gives the placeholder to write into the SQL. */
export class QueryParams {
  readonly values: Record<string, unknown> = {};
  private readonly strings = new Map<string, string>();
  private count = 0;

  /** The same text is one parameter, however often it is used. */
  string(text: string): string {
    const known = this.strings.get(text);
    if (known !== undefined) return known;
    const placeholder = this.add(text, "String");
    this.strings.set(text, placeholder);
    return placeholder;
  }

  /** As text, which ClickHouse reads exactly: the client refuses whole numbers beyond 2^53. */
  float(value: number): string {
    return `toFloat64(${this.string(String(value))})`;
  }

  uuids(ids: readonly string[]): string {
    return this.add([...ids], "Array(UUID)");
  }

  private add(value: unknown, type: string): string {
    const name = `p${this.count++}`;
    this.values[name] = value;
    return `{${name}:${type}}`;
  }
}
