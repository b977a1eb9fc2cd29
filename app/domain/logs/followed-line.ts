import { viewOf } from "../../lib/byte-words.ts";
import { FieldList } from "../../lib/field-list.ts";
import type { PlacedText } from "../../lib/placed-text.ts";
import type { LineHeader } from "./line.ts";
import type { FollowedText } from "./patterns.ts";
import type { ParsedLine } from "./read-frame.ts";

/** A line that is like an earlier one. Its texts are only made when somebody asks for them, and then from the frame's bytes. */
export class FollowedLine implements ParsedLine {
  readonly placed: PlacedText;
  readonly messageLen: number;
  readonly messages = 1;
  readonly #header: LineHeader & { timestampMicros: number };
  readonly #text: FollowedText;

  constructor(header: LineHeader & { timestampMicros: number }, messageLen: number, text: FollowedText) {
    this.placed = text;
    this.messageLen = messageLen;
    this.#header = header;
    this.#text = text;
  }

  get timestampMicros() {
    return this.#header.timestampMicros;
  }

  get priority() {
    return this.#header.priority;
  }

  get version() {
    return this.#header.version;
  }

  get hostName() {
    return this.#header.hostName;
  }

  get appName() {
    return this.#header.appName;
  }

  get processId() {
    return this.#header.processId;
  }

  get messageId() {
    return this.#header.messageId;
  }

  get kind() {
    return this.#text.shape.kind;
  }

  get level() {
    return this.#text.shape.level;
  }

  get message(): string {
    const { bytes, start, end } = this.#text;
    return decode(bytes, start, end);
  }

  get fields(): FieldList {
    const { bytes, start, end, places, shape } = this.#text;
    const fields = new FieldList();
    const texts = viewOf(Buffer.from(shape.texts));
    for (const [i, name] of shape.names.entries()) {
      const from = places[i * 2] as number;
      const length = places[i * 2 + 1] as number;
      const ahead = end - start;
      if (from < ahead) fields.add(name, decode(bytes, start + from, start + from + length));
      else fields.add(name, decode(texts, from - ahead, from - ahead + length));
    }
    return fields;
  }
}

function decode(bytes: DataView, start: number, end: number): string {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString("utf8", start, end);
}
