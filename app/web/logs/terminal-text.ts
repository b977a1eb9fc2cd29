import { drawWith, lookOf, PLAIN } from "./terminal-pen.ts";

/**
 * What a terminal would make of a message: its text in runs of one look each, without what programs write to steer the
 * terminal. Pure; never throws, and takes time in proportion to the message, whatever is in it. A link of OSC 8 is the
 * text it stands on, not its address.
 *
 * Sources: ECMA-48, xterm's ctlseqs.
 */

/** Part of a message; `look` as `lookOf` gives it. */
export interface TerminalRun {
  text: string;
  look: string;
}

/**
 * A run is an element of the page, and some sixty rows are drawn at once. Lines in colour have about ten runs; what
 * follows the 200th of a line goes without a look, so that a hostile one costs no more than a long one.
 */
export const RUNS_MAX = 200;

/**
 * Whole sequences: CSI; a string (title, link, image) up to its end; of the short ones those that programs write to logs
 * (character sets, cursor kept and put back, key pad, reset). A string has no control characters within: one that does
 * not end hides nothing, and no character is looked at for two of them.
 */
export const SEQUENCE =
  // biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what this is about
  /(?:\u001b\[|\u009b)([0-?]*)([ -/]*[@-~])|(?:\u001b[\]PX^_]|[\u0090\u0098\u009d-\u009f])[^\u0000-\u001f\u007f-\u009f]*(?:\u0007|\u001b\\|\u009c)|\u001b(?:[#%()*+][0-~]|[78=>c])/g;
/** And what is left of them, or stands alone. Tab and line feed are layout. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: as above
const STRAY = /[\u0000-\u0008\u000b-\u001f]/;
const ESCAPES = new RegExp(`${SEQUENCE.source}|${STRAY.source}`, "g");

/** The text that a terminal shows: what the runs join to. */
export function withoutEscapes(message: string): string {
  return message.replace(ESCAPES, "");
}

/** At most RUNS_MAX + 1 of them, none empty, no two neighbours of the same look. */
export function terminalRuns(message: string): TerminalRun[] {
  const runs: TerminalRun[] = [];
  const add = (text: string, look: string) => {
    const last = runs.at(-1);
    if (text === "") return;
    if (last?.look === look) last.text += text;
    else runs.push({ text, look });
  };
  let pen = PLAIN;
  let from = 0;
  for (const { 0: found, 1: params, 2: final, index } of message.matchAll(ESCAPES)) {
    add(message.slice(from, index), lookOf(pen));
    from = index + found.length;
    if (runs.length >= RUNS_MAX) {
      add(withoutEscapes(message.slice(from)), "");
      return runs;
    }
    if (final === "m" && params !== undefined) pen = drawWith(pen, params);
  }
  add(message.slice(from), lookOf(pen));
  return runs;
}
