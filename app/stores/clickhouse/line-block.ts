import type { FieldList } from "../../lib/field-list.ts";
import type { LinePosition } from "../../lib/line-id.ts";
import type { HeaderNames, LineShape, PlacedLine, TextBytes } from "../../lib/placed-line.ts";
import { FieldColumns, type FieldNumbers } from "./field-columns.ts";
import { LowCardinalityColumn } from "./low-cardinality.ts";
import {
  type Column,
  DateTime64Column,
  encodeBlock,
  StringColumn,
  UInt16Column,
  UInt32Column,
  UuidColumn,
} from "./native-block.ts";

/** What a line says, wherever it came from. */
export interface LineContent {
  timestampMicros: number;
  kind: string;
  level: string;
  messageLen: number;
  priority: number;
  version: string;
  hostName: string;
  appName: string;
  processId: string;
  messageId: string;
  message: string;
  fields: FieldList;
  /** The message as it stands in bytes: then it is stored from there. */
  text?: TextBytes | null;
  /** The line as it stands in bytes: then it is stored from there. */
  placed?: PlacedLine | null;
}

/** What all lines of one frame share. */
export interface LineOrigin {
  resourceId: string;
  drainId: string;
  receivedAtMs: number;
  frameSeq: number;
  retentionDays: number;
}

/** A line's place in the table. */
export type StoredPosition = LinePosition & { resourceId: string };

/** Lines as one Native block, ready to be inserted. */
export interface EncodedLines {
  rows: number;
  /** Of each resource, where the first of its lines is found once it is stored. */
  firsts: StoredPosition[];
  columns: string[];
  /** Fields that stay in the message only: see FieldColumns. */
  fieldsLeftOut: number;
  /** The block's bytes, in order. */
  parts: Uint8Array[];
}

/** More than speak within a batch; a sender may use another one in each line. */
const HEADERS_MAX = 8192;

/** The words that many lines share, in this block's dictionaries. */
interface ShapeNumbers {
  kind: number;
  level: number;
  fields: FieldNumbers;
}

interface HeaderNumbers {
  host: number;
  app: number;
  process: number;
  messageId: number;
}

/**
 * Lines on their way into one block: each is written into its columns at once and kept nowhere else. A cleared block
 * keeps its memory, so whoever stores batch after batch should use the same few again.
 */
export class LineBlock {
  readonly #resource = new UuidColumn("resource_id");
  readonly #timestamp = new DateTime64Column("timestamp", 6);
  readonly #received = new DateTime64Column("received_at", 3);
  readonly #frameSeq = new UInt32Column("frame_seq");
  readonly #lineIndex = new UInt32Column("line_index");
  readonly #drain = new UuidColumn("drain_id");
  readonly #kind = new LowCardinalityColumn("kind");
  readonly #level = new LowCardinalityColumn("level");
  readonly #messageLen = new UInt32Column("message_len");
  readonly #priority = new UInt16Column("priority");
  readonly #version = new LowCardinalityColumn("version");
  readonly #host = new LowCardinalityColumn("host_name");
  readonly #app = new LowCardinalityColumn("app_name");
  readonly #process = new LowCardinalityColumn("process_id");
  readonly #messageId = new LowCardinalityColumn("message_id");
  readonly #message = new StringColumn("message");
  readonly #fields = new FieldColumns();
  readonly #retention = new UInt16Column("retention_days");
  #rows = 0;
  /** The frame whose lines are being added, and how many of them are. */
  #origin: LineOrigin | null = null;
  #rowsOfOrigin = 0;
  readonly #firsts = new Map<string, StoredPosition>();
  readonly #shapes = new Map<LineShape, ShapeNumbers>();
  readonly #headers = new Map<HeaderNames, HeaderNumbers>();

  get rows(): number {
    return this.#rows;
  }

  add(line: LineContent, origin: LineOrigin, lineIndex: number): void {
    this.#rows++;
    if (origin !== this.#origin) {
      this.#fillFrame();
      this.#origin = origin;
      this.#noteFirst(line.timestampMicros, origin, lineIndex);
    }
    this.#rowsOfOrigin++;
    this.#lineIndex.add(lineIndex);
    if (!line.placed || !this.#addPlaced(line.placed)) this.#addWords(line, origin);
  }

  #addWords(line: LineContent, origin: LineOrigin): void {
    this.#addHead(line);
    this.#kind.add(line.kind);
    this.#level.add(line.level);
    this.#host.add(line.hostName);
    this.#app.add(line.appName);
    this.#process.add(line.processId);
    this.#messageId.add(line.messageId);
    const { message, text } = line;
    const messageBytes = text ? this.#message.addBytes(text) : this.#message.add(message);
    this.#fields.add(line.fields, message, messageBytes, origin.resourceId);
  }

  /** @returns false when the line must be added by its words; nothing was added */
  #addPlaced(line: PlacedLine): boolean {
    const shape = this.#shapes.get(line.shape) ?? this.#startShape(line);
    if (shape === null) return false;
    this.#addHead(line);
    this.#kind.addNumber(shape.kind);
    this.#level.addNumber(line.level === line.shape.level ? shape.level : this.#level.numberOf(line.level));
    this.#fields.addPlaced(shape.fields, line);
    const { host, app, process, messageId } = this.#headers.get(line.header) ?? this.#startHeader(line.header);
    this.#host.addNumber(host);
    this.#app.addNumber(app);
    this.#process.addNumber(process);
    this.#messageId.addNumber(messageId);
    this.#message.addBytes(line);
    return true;
  }

  #addHead(line: Pick<LineContent, "timestampMicros" | "messageLen" | "priority" | "version">): void {
    this.#timestamp.add(line.timestampMicros);
    this.#messageLen.add(line.messageLen);
    this.#priority.add(line.priority);
    this.#version.add(line.version);
  }

  #startShape({ shape, start, end }: PlacedLine): ShapeNumbers | null {
    const fields = this.#fields.start(shape, end - start);
    if (fields === null) return null;
    const numbers = { fields, kind: this.#kind.numberOf(shape.kind), level: this.#level.numberOf(shape.level) };
    this.#shapes.set(shape, numbers);
    return numbers;
  }

  #startHeader(header: HeaderNames): HeaderNumbers {
    const numbers = {
      host: this.#host.numberOf(header.hostName),
      app: this.#app.numberOf(header.appName),
      process: this.#process.numberOf(header.processId),
      messageId: this.#messageId.numberOf(header.messageId),
    };
    if (this.#headers.size < HEADERS_MAX) this.#headers.set(header, numbers);
    return numbers;
  }

  #noteFirst(timestampMicros: number, { resourceId, receivedAtMs, frameSeq }: LineOrigin, lineIndex: number): void {
    if (this.#firsts.has(resourceId)) return;
    this.#firsts.set(resourceId, { resourceId, timestampMicros, receivedAtMs, frameSeq, lineIndex });
  }

  /** What all lines of a frame share is written once for all of them. */
  #fillFrame(): void {
    if (this.#origin === null) return;
    const { resourceId, drainId, receivedAtMs, frameSeq, retentionDays } = this.#origin;
    const rows = this.#rowsOfOrigin;
    this.#resource.addTimes(resourceId, rows);
    this.#received.addTimes(receivedAtMs, rows);
    this.#frameSeq.addTimes(frameSeq, rows);
    this.#drain.addTimes(drainId, rows);
    this.#retention.addTimes(retentionDays, rows);
    this.#origin = null;
    this.#rowsOfOrigin = 0;
  }

  clear(): void {
    this.#origin = null;
    this.#rowsOfOrigin = 0;
    for (const column of this.#columns()) column.clear();
    this.#fields.clear();
    this.#shapes.clear();
    this.#headers.clear();
    this.#rows = 0;
    this.#firsts.clear();
  }

  /** The block so far, as views on its memory: valid until the next `add` or `clear`. */
  encode(): EncodedLines {
    this.#fillFrame();
    const columns = this.#columns();
    return {
      rows: this.#rows,
      firsts: [...this.#firsts.values()],
      columns: columns.map((column) => column.name),
      fieldsLeftOut: this.#fields.leftOut,
      parts: encodeBlock(columns, this.#rows),
    };
  }

  #columns(): Column[] {
    return [
      this.#resource,
      this.#timestamp,
      this.#received,
      this.#frameSeq,
      this.#lineIndex,
      this.#drain,
      this.#kind,
      this.#level,
      this.#messageLen,
      this.#priority,
      this.#version,
      this.#host,
      this.#app,
      this.#process,
      this.#messageId,
      this.#message,
      ...this.#fields.columns,
      this.#retention,
    ];
  }
}
