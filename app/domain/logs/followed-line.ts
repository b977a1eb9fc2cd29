import type { LineLevel } from "../../contract/line.ts";
import { viewOf } from "../../lib/byte-words.ts";
import { FieldList } from "../../lib/field-list.ts";
import type { PlacedLine } from "../../lib/placed-line.ts";
import type { LineHeader } from "./line.ts";
import { LEADING_CHARS_MAX, leadingLevel } from "./parsers/level.ts";
import type { Followed, Pattern } from "./patterns.ts";
import type { ParsedLine } from "./read-frame.ts";
import type { SourceNames } from "./source-names.ts";

/** A character has so many at most. */
const UTF8_BYTES_MAX = 4;

/** A line that is like an earlier one. Its texts are only made when somebody asks for them, and then from the frame's bytes. */
export class FollowedLine implements ParsedLine, PlacedLine {
  readonly timestampMicros: number;
  readonly messageLen: number;
  readonly priority: number;
  readonly version: string;
  readonly header: SourceNames;
  readonly shape: Pattern;
  readonly level: LineLevel;
  readonly bytes: DataView;
  readonly start: number;
  readonly end: number;
  readonly places: readonly number[];

  /** @param end  of the text in `bytes` */
  constructor(
    header: LineHeader,
    timestampMicros: number,
    messageLen: number,
    { shape, places }: Followed,
    bytes: DataView,
    end: number,
  ) {
    this.timestampMicros = timestampMicros;
    this.messageLen = messageLen;
    this.priority = header.priority;
    this.version = header.version;
    this.header = header.names;
    this.shape = shape;
    this.bytes = bytes;
    this.start = header.textStart;
    this.end = end;
    this.places = places;
    this.level = shape.isLed ? (leadingLevel(this.#head()) ?? "info") : shape.level;
  }

  #head(): string {
    const bytesMax = this.start + LEADING_CHARS_MAX * UTF8_BYTES_MAX;
    return decode(this.bytes, this.start, Math.min(this.end, bytesMax));
  }

  get text(): PlacedLine {
    return this;
  }

  get placed(): PlacedLine {
    return this;
  }

  get messages(): number {
    return 1;
  }

  get hostName(): string {
    return this.header.hostName;
  }

  get appName(): string {
    return this.header.appName;
  }

  get processId(): string {
    return this.header.processId;
  }

  get messageId(): string {
    return this.header.messageId;
  }

  get kind() {
    return this.shape.kind;
  }

  get message(): string {
    return decode(this.bytes, this.start, this.end);
  }

  get fields(): FieldList {
    const fields = new FieldList();
    for (const [i, name] of this.shape.names.entries()) fields.add(name, valueAt(this, i));
    return fields;
  }
}

/** One field of a line whose fields are places; undefined when it has none of this name. */
export function placedValue(line: PlacedLine, name: string): string | undefined {
  const at = line.shape.names.indexOf(name);
  return at < 0 ? undefined : valueAt(line, at);
}

/** @param at of `names` */
function valueAt({ bytes, start, end, places, shape }: PlacedLine, at: number): string {
  const from = places[at * 2] as number;
  const to = from + (places[at * 2 + 1] as number);
  const messageBytes = end - start;
  if (to <= messageBytes) return decode(bytes, start + from, start + to);
  return decode(viewOf(Buffer.from(shape.texts)), from - messageBytes, to - messageBytes);
}

function decode(bytes: DataView, start: number, end: number): string {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString("utf8", start, end);
}
