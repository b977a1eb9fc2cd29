/** The names in a line's header: one object for all lines of a batch that have them. */
export interface HeaderNames {
  hostName: string;
  appName: string;
  processId: string;
  messageId: string;
}

/** What lines written alike have in common: one object for all of them in a batch. */
export interface LineShape {
  kind: string;
  /** Of most of them. */
  level: string;
  /** The names of the fields, none twice. */
  names: readonly string[];
  /** Values that stand nowhere in the message, one after the other. */
  texts: string;
  /** What the field `status` says; empty without one. */
  status: string;
}

/** A message as it stands in the bytes of its frame, in UTF-8 and as it is to be stored. */
export interface TextBytes {
  bytes: DataView;
  /** Where it begins and ends in the bytes. */
  start: number;
  end: number;
}

/** A line whose fields are places in its message: what is stored of a line, without a text being made of it. */
export interface PlacedLine extends TextBytes {
  timestampMicros: number;
  messageLen: number;
  priority: number;
  version: string;
  header: HeaderNames;
  shape: LineShape;
  level: string;
  /** By field, in turns: where its value begins, in bytes from the message's start, and its length. Behind the message come `texts`. */
  places: readonly number[];
}
