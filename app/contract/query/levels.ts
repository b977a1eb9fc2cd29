import { LINE_LEVELS, type LineLevel } from "../line.ts";

const LEVEL_SYNONYMS: Readonly<Record<string, LineLevel>> = {
  trace: "debug",
  notice: "info",
  information: "info",
  warning: "warn",
  err: "error",
  critical: "fatal",
  crit: "fatal",
  alert: "fatal",
  emerg: "fatal",
  emergency: "fatal",
  panic: "fatal",
};

/** @returns the level a word means (`WARNING` is warn), or null */
export function readLevel(word: string): LineLevel | null {
  const name = word.toLowerCase();
  const level = LINE_LEVELS.find((each) => each === name);
  return level ?? (Object.hasOwn(LEVEL_SYNONYMS, name) ? (LEVEL_SYNONYMS[name] as LineLevel) : null);
}
