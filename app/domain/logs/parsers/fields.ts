/** What parsers hand back. */
import type { LineKind, LineLevel } from "../../../contract/line.ts";
import type { FieldList } from "../../../lib/field-list.ts";

export interface LineFindings {
  fields: FieldList;
  /** Absent when the line does not say how urgent it is. */
  level?: LineLevel;
  /** Absent when another message with the same words and other values might be read otherwise. */
  writing?: Writing;
}

/**
 * How a message is written of which its words tell all but the values (../patterns.ts): pairs, or a JSON object, where each value is a
 * field by its place; or a sentence, which means the same whenever it is said. Of `led-pairs` no field names the level, and the
 * beginning of the text is asked for it, values and all.
 */
export type Writing = "pairs" | "led-pairs" | "json" | "sentence";

/** The names a parser may look at; the message decides everything else. */
export interface LineNames {
  appName: string;
  processId: string;
}

export interface LineParser {
  kind: LineKind;
  /**
   * Total: any string gives findings or null, never a throw, in time linear in its length.
   *
   * @returns null when unsure; the line is stored all the same
   */
  parse(message: string, names: LineNames): LineFindings | null;
}

/** A longer name is data that strayed into the key; the pair is left in the message only. */
export const FIELD_NAME_CHARS_MAX = 200;
