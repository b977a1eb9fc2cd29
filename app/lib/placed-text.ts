/** What messages written alike have in common. */
export interface TextShape {
  /** The names of the fields, none twice. */
  names: readonly string[];
  /** Values that stand nowhere in the message, one after the other. */
  texts: string;
  /** What the field `status` says; empty without one. */
  status: string;
}

/**
 * A message as it stands in the bytes of its frame, in UTF-8 and as it is to be stored, with fields that are places in it: what
 * is stored of a line, without a text being made of it.
 */
export interface PlacedText {
  bytes: DataView;
  /** Where the message begins and ends in the bytes. */
  start: number;
  end: number;
  /** By field, in turns: where its value begins, in bytes from the message's start, and its length. Behind the message come `texts`. */
  places: readonly number[];
  shape: TextShape;
}
