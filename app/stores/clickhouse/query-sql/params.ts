/** Collects values as typed ClickHouse parameters; each method gives the placeholder to write into the SQL. */
export class QueryParams {
  readonly values: Record<string, unknown> = {};
  private readonly strings = new Map<string, string>();
  private readonly lists = new Map<string, string>();
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
    return this.list(ids, "UUID");
  }

  texts(texts: readonly string[]): string {
    return this.list(texts, "String");
  }

  /** @param addresses  as `spellAddress` gives them */
  addresses(addresses: readonly string[]): string {
    return this.list(addresses, "IPv6");
  }

  /** The same list is one parameter too: addresses are looked for in several places. */
  private list(items: readonly string[], type: string): string {
    const key = JSON.stringify([type, items]);
    const known = this.lists.get(key);
    if (known !== undefined) return known;
    const placeholder = this.add([...items], `Array(${type})`);
    this.lists.set(key, placeholder);
    return placeholder;
  }

  private add(value: unknown, type: string): string {
    const name = `p${this.count++}`;
    this.values[name] = value;
    return `{${name}:${type}}`;
  }
}
