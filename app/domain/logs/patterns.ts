/**
 * What the lines read before say of the next: most have the words of an earlier one, and other values in the same places.
 *
 * A pattern is the bytes between the values of a line that a parser has read: `at=info method=`, ` path="`, `" host=`, … A
 * message that has the same bytes there, and values that end where its parser would end them, is read by its places: no text
 * is cut out, no name is looked up. It is the same as parsing it, for two reasons:
 *
 * - Parsers of pairs and of JSON read from left to right and keep nothing of a value but where it ended. So the same bytes
 *   between two values mean the same; what a value may not hold without meaning more is asked of each (`valueEnd`).
 * - Fields that decide what a line is (its level, its status) are not values here but part of those bytes.
 *
 * Any other message is left to its parser. Tests read lines of all kinds in both ways (test/domain/logs/patterns.test.ts).
 */
import type { LineKind, LineLevel } from "../../contract/line.ts";
import { areSame, copyBytes } from "../../lib/byte-words.ts";
import type { FieldList } from "../../lib/field-list.ts";
import type { LineShape } from "../../lib/placed-line.ts";
import type { LineSource } from "./classify.ts";
import type { Writing } from "./parsers/fields.ts";
import { isLevelField } from "./parsers/level.ts";
import { type Ending, endingOf, valueEnd } from "./value-end.ts";

/** What all messages of one pattern are. */
export interface Pattern extends LineShape {
  kind: LineKind;
  level: LineLevel;
  /** Whether the text of each is asked for its level: `led-pairs`. */
  isLed: boolean;
  /** Which fields count where a name comes twice, as `withoutRepeats` has them; null where none does. */
  kept: readonly number[] | null;
}

/** How a message is to be read that is like an earlier one. */
export interface Followed {
  shape: Pattern;
  /** As in PlacedLine. */
  places: readonly number[];
}

/** What a parser made of a message. */
export interface ReadText {
  kind: LineKind;
  level: LineLevel;
  fields: FieldList;
  writing: Writing;
}

/** From the end of a value, or the start of the message, to the start of the next value, or the end of the message. */
export interface Step {
  literal: DataView;
  /** Of the literal; V8 does not inline a view's own. */
  bytes: number;
  /** Its last four, where it has them: most literals that begin alike end otherwise. */
  tail: number;
  /** Of fields whose values are no values here: where they begin in the literal, and their length, in turns. */
  fixed: readonly number[];
  /** Of what stands behind the literal. */
  ending: Ending;
  /** What the message is that ends here; null when it goes on, or must be parsed all the same. */
  pattern: Pattern | null;
  next: Step[];
}

/** A value that decides something is a level's name or a status; a longer one would lead to a pattern for each line. */
const FIXED_BYTES_MAX = 13;
/** Dumps of 10 KB are rare, and nobody writes two alike. */
const MESSAGE_BYTES_MAX = 2000;
/**
 * So many ways lead on from one place, and so many steps are kept: some hundred patterns, more than the apps of a batch have. A
 * sender whose words never come again fills them, and then lines are parsed as if there were none.
 */
const NEXT_MAX = 32;
const STEPS_MAX = 4096;

/** The patterns of the lines of one batch. They do not outlive it: no customer's words are kept. */
export class Patterns {
  readonly #platformRoots = new Map<LineSource, Step>();
  readonly #appRoots = new Map<LineSource, Step>();
  #steps = 0;
  /** Of the message that is being looked at. */
  readonly #places: number[] = [];

  /** Where the patterns of a source begin. Of the names in a header parsers and `classify` ask these two only. */
  rootOf(source: LineSource, appName: string): Step {
    const roots = appName === "heroku" ? this.#platformRoots : this.#appRoots;
    let root = roots.get(source);
    if (root === undefined) {
      root = newStep(new DataView(new ArrayBuffer(0)), [], "message", null);
      roots.set(source, root);
    }
    return root;
  }

  /**
   * Reads the message at `bytes[start, end)`.
   *
   * @param bytes  UTF-8, not kept
   * @returns      null when the message is like none before; "parse" when it is like one that must be parsed each time
   */
  follow(root: Step, bytes: DataView, start: number, end: number): Followed | "parse" | null {
    const places = this.#places;
    let count = 0;
    let at = start;
    let { next } = root;
    for (let i = 0; i < next.length; i++) {
      const step = next[i] as Step;
      const valueStart = at + step.bytes;
      if (valueStart > end || (step.bytes >= 4 && bytes.getInt32(valueStart - 4, true) !== step.tail)) continue;
      if (!areSame(bytes, at, step.literal, 0, step.bytes)) continue;
      const valueStop = valueEnd(step.ending, bytes, valueStart, end);
      if (valueStop < 0) continue;
      const { fixed } = step;
      for (let f = 0; f < fixed.length; f += 2) {
        places[count++] = at - start + (fixed[f] as number);
        places[count++] = fixed[f + 1] as number;
      }
      if (step.ending === "message") {
        if (step.pattern === null) return "parse";
        return { shape: step.pattern, places: placesOf(step.pattern, places, count) };
      }
      places[count++] = valueStart - start;
      places[count++] = valueStop - valueStart;
      at = valueStop;
      next = step.next;
      i = -1;
    }
    return null;
  }

  /**
   * Remembers how the message at `bytes[start, end)` was read.
   *
   * @param bytes  ASCII there, so that the places of its fields are places in bytes; what is kept is copied
   */
  learn(root: Step, bytes: DataView, start: number, end: number, found: ReadText): void {
    if (this.#steps >= STEPS_MAX || end - start > MESSAGE_BYTES_MAX) return;
    if (found.writing === "sentence") this.#learnSentence(root, bytes, start, end, found);
    else if (found.fields.texts.length === 0) this.#learnValues(root, bytes, start, end, found);
  }

  /** The whole message is one literal, and what its parser said of it stands behind. */
  #learnSentence(root: Step, bytes: DataView, start: number, end: number, found: ReadText): void {
    const fixed: number[] = [];
    let textsEnd = end - start;
    for (const text of found.fields.texts) {
      fixed.push(textsEnd, Buffer.byteLength(text));
      textsEnd += Buffer.byteLength(text);
    }
    this.#lead(root, bytes, start, end, fixed, "message", found);
  }

  #learnValues(root: Step, bytes: DataView, start: number, end: number, found: ReadText): void {
    const { names, starts, ends } = found.fields;
    let step: Step | null = root;
    let literalStart = start;
    let read = start;
    let fixed: number[] = [];
    for (let i = 0; i < names.length; i++) {
      const valueStart = start + (starts[i] as number);
      const valueStop = start + (ends[i] as number);
      if (valueStart < read) return; // no parser of ours goes back
      read = valueStop;
      const ending = decides(names[i] as string) ? null : endingOf(found.writing, bytes, valueStart, valueStop, end);
      if (ending === null) {
        if (valueStop - valueStart > FIXED_BYTES_MAX) return;
        fixed.push(valueStart - literalStart, valueStop - valueStart);
        continue;
      }
      step = this.#lead(step, bytes, literalStart, valueStart, fixed, ending, null);
      if (step === null) return;
      literalStart = valueStop;
      fixed = [];
    }
    this.#lead(step, bytes, literalStart, end, fixed, "message", found);
  }

  /** The step that leads on with the literal `bytes[start, end)`, made when it is new; null when there may be no more. */
  #lead(
    from: Step,
    bytes: DataView,
    start: number,
    end: number,
    fixed: number[],
    ending: Ending,
    found: ReadText | null,
  ): Step | null {
    const length = end - start;
    for (const step of from.next)
      if (step.ending === ending && step.bytes === length && areSame(step.literal, 0, bytes, start, length))
        return step;
    if (from.next.length >= NEXT_MAX) return null;
    const literal = new DataView(new ArrayBuffer(length));
    copyBytes(bytes, start, end, literal, 0);
    const step = newStep(literal, fixed, ending, found === null ? null : patternOf(found));
    from.next.push(step);
    this.#steps++;
    return step;
  }
}

function newStep(literal: DataView, fixed: readonly number[], ending: Ending, pattern: Pattern | null): Step {
  const bytes = literal.byteLength;
  const tail = bytes >= 4 ? literal.getInt32(bytes - 4, true) : 0;
  return { literal, bytes, tail, fixed, ending, pattern, next: [] };
}

function decides(name: string): boolean {
  return name === "status" || isLevelField(name);
}

/** @param count  of numbers in `places`, two a field */
function placesOf({ kept }: Pattern, places: readonly number[], count: number): readonly number[] {
  if (kept === null) return places.slice(0, count);
  const some: number[] = [];
  for (let i = 0; i < kept.length; i++) {
    const at = (kept[i] as number) * 2;
    some.push(places[at] as number, places[at + 1] as number);
  }
  return some;
}

/** @returns null when a name comes twice among texts of a parser's own, which no parser of ours does */
function patternOf({ kind, level, fields, writing }: ReadText): Pattern | null {
  const lastOf = new Map(fields.names.map((name, i) => [name, i]));
  const hasRepeats = lastOf.size < fields.names.length;
  if (hasRepeats && fields.texts.length > 0) return null;
  return {
    kind,
    level,
    isLed: writing === "led-pairs",
    kept: hasRepeats ? [...lastOf.values()] : null,
    names: [...lastOf.keys()],
    texts: fields.texts.join(""),
    status: fields.get("status") ?? "",
  };
}
