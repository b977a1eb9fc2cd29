import { LINE_LEVELS, type LineLevel } from "../line.ts";

/**
 * The words that loggers have for a level, in lower case: the parsers read them in lines, and queries may use any of them.
 *
 * Sources: RFC 5424 table 2 (severities); Ruby Logger, Python logging, log4j, winston and npm names.
 */
const WORDS_OF_LEVELS: Readonly<Record<LineLevel, readonly string[]>> = {
  debug: ["debug", "dbg", "dbug", "trace", "verbose", "silly", "finest", "finer", "fine"],
  info: ["info", "inf", "information", "informational", "notice", "http", "log"],
  warn: ["warn", "wrn", "warning"],
  error: ["error", "err", "eror", "severe", "fail", "failure"],
  fatal: ["fatal", "ftl", "crit", "critical", "alert", "emerg", "emergency", "panic"],
};

/** An object without a prototype, because parsers look up every line's words and `constructor` is none. */
const LEVEL_WORDS: Readonly<Record<string, LineLevel | undefined>> = Object.assign(
  Object.create(null),
  ...LINE_LEVELS.map((level) => Object.fromEntries(WORDS_OF_LEVELS[level].map((word) => [word, level]))),
);

/** @returns the level a word means in any case (`WARNING` is warn), or undefined */
export function readLevel(word: string): LineLevel | undefined {
  return LEVEL_WORDS[word.toLowerCase()];
}
