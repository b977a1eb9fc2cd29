/** What parsers hand back, and the record they fill. */
import type { LineKind, LineLevel } from "../../../contract/line.ts";

export type Fields = Record<string, string>;

export interface LineFindings {
  fields: Fields;
  /** Absent when the line does not say how urgent it is. */
  level?: LineLevel;
}

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

/**
 * An empty record whose keys are all its own: no inherited `constructor`, and `__proto__` is a key like any other.
 * A class emptied of its inheritance does that and, unlike `Object.create(null)`, keeps V8's fast property layout.
 */
export function createFields(): Fields {
  return new EmptyRecord();
}

class EmptyRecord {
  [name: string]: string;
}
Object.setPrototypeOf(EmptyRecord.prototype, null);
Reflect.deleteProperty(EmptyRecord.prototype, "constructor");
Object.freeze(EmptyRecord.prototype);
