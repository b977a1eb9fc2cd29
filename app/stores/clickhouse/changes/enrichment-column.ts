import { CHANGE_COLUMNS, type Enrichment } from "../../../contract/change.ts";
import { ByteWriter } from "../byte-writer.ts";
import { type Column, StringColumn, StringMapColumn } from "../native-block.ts";

/** The one nested column: an Array of named Tuples is its offsets, then each element of the tuple as a column. */
export class EnrichmentColumn implements Column {
  readonly type = CHANGE_COLUMNS.enrichments;
  readonly name: string;
  readonly #offsets = new ByteWriter(1024);
  readonly #data = new StringMapColumn("data");
  readonly #texts = {
    name: new StringColumn("name"),
    provider: new StringColumn("provider"),
    type: new StringColumn("type"),
    value: new StringColumn("value"),
  };
  #count = 0;
  constructor(name: string) {
    this.name = name;
  }
  add(enrichments: readonly Enrichment[]): void {
    for (const each of enrichments) {
      this.#data.add(each.data);
      this.#texts.name.add(each.name);
      this.#texts.provider.add(each.provider);
      this.#texts.type.add(each.type);
      this.#texts.value.add(each.value);
    }
    this.#count += enrichments.length;
    this.#offsets.i64(this.#count);
  }
  bytes(): Uint8Array[] {
    const { name, provider, type, value } = this.#texts;
    return [
      this.#offsets.view(),
      ...this.#data.bytes(),
      ...[name, provider, type, value].flatMap((column) => column.bytes()),
    ];
  }
  clear(): void {
    for (const part of [this.#offsets, this.#data, ...Object.values(this.#texts)]) part.clear();
    this.#count = 0;
  }
}
