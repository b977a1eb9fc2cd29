import { CHANGE_COLUMNS, type ChangeColumn, type ChangeColumns } from "../../../contract/change.ts";
import { LowCardinalityColumn } from "../low-cardinality.ts";
import {
  BoolColumn,
  type Column,
  DateTime64Column,
  encodeBlock,
  Float64Column,
  StringArrayColumn,
  StringColumn,
  StringMapColumn,
  UInt32Column,
  UuidColumn,
} from "../native-block.ts";
import { EnrichmentColumn } from "./enrichment-column.ts";
import { type FillingColumn, SparseColumn } from "./sparse-column.ts";

/** A change as one source told it, on its way into the store; times in milliseconds since the epoch. */
export interface ChangeRow extends ChangeColumns<number> {
  sentence: string;
  /** What exactly changed, in the spelling all sources share; empty when this source does not say. */
  subject: string;
}

/** Changes as one Native block, ready to be inserted. */
export interface EncodedChanges {
  rows: number;
  columns: string[];
  /** The block's bytes, in order. */
  parts: Uint8Array[];
}

/**
 * Texts that are others in nearly every row. All other columns of texts repeat few: a block names each once, and
 * ClickHouse spells them out again, for the table's columns are plain texts.
 */
const DISTINCT: ReadonlySet<keyof ChangeRow> = new Set<keyof ChangeRow>([
  "id",
  "eventID",
  "rawLog",
  "herokuId",
  "herokuData",
  "sentence",
]);

type ColumnType = (typeof CHANGE_COLUMNS)[ChangeColumn];
/** What the table's columns of a type hold in a row. */
type ValueOf<Type extends ColumnType> = {
  [Name in ChangeColumn]: (typeof CHANGE_COLUMNS)[Name] extends Type ? ChangeRow[Name] : never;
}[ChangeColumn];
type ColumnTaking<Value> = Column & { add(value: Value): void };

const COLUMN_OF: { [Type in ColumnType]: (name: keyof ChangeRow) => ColumnTaking<ValueOf<Type>> } = {
  String: textColumn,
  UInt32: (name) => new UInt32Column(name),
  Float64: (name) => new Float64Column(name),
  Bool: (name) => new BoolColumn(name),
  "DateTime64(3, 'UTC')": (name) => new DateTime64Column(name, 3),
  "Array(String)": (name) => new StringArrayColumn(name),
  "Map(String, String)": (name) => new StringMapColumn(name),
  [CHANGE_COLUMNS.enrichments]: (name) => new EnrichmentColumn(name),
};

function textColumn(name: keyof ChangeRow): ColumnTaking<string> {
  return DISTINCT.has(name) ? new StringColumn(name) : new LowCardinalityColumn(name);
}

const NAMES = Object.keys(CHANGE_COLUMNS) as ChangeColumn[];

/**
 * Changes on their way into one block: each is written into its columns at once and kept nowhere else. A cleared block
 * keeps its memory, so an import uses the same two again and again. The resource is taken from `workspaceID`.
 *
 * A column that is empty in every row is left out, and filled by ClickHouse: of the 52 that is a third, or half without
 * addresses.
 */
export class ChangeBlock {
  readonly #resource = new UuidColumn("resource_id");
  readonly #columns = [
    ...NAMES.map((name) => new SparseColumn(name, () => COLUMN_OF[CHANGE_COLUMNS[name]](name) as FillingColumn)),
    new SparseColumn("sentence", () => textColumn("sentence") as FillingColumn),
    new SparseColumn("subject", () => textColumn("subject") as FillingColumn),
  ];
  #rows = 0;

  get rows(): number {
    return this.#rows;
  }

  add(row: ChangeRow): void {
    this.#rows++;
    this.#resource.add(row.workspaceID);
    for (const column of this.#columns) column.add(row[column.name as keyof ChangeRow]);
  }

  clear(): void {
    this.#rows = 0;
    this.#resource.clear();
    for (const column of this.#columns) column.clear();
  }

  /** The block so far, as views on its memory: valid until the next `add` or `clear`. */
  encode(): EncodedChanges {
    const columns = [...this.#columns.flatMap((column) => column.written() ?? []), this.#resource];
    return {
      rows: this.#rows,
      columns: columns.map(({ name }) => name),
      parts: encodeBlock(columns, this.#rows),
    };
  }
}
