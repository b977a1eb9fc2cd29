import { stripVTControlCharacters } from "node:util";

/**
 * Text as it may be written to a terminal. What an app logs may come from anybody, and a terminal obeys what it is sent: it sets
 * its title, moves its cursor over earlier lines, fills the clipboard. So sequences are taken out (colours are most of them), what is left of
 * control characters and marks that turn the reading direction is spelt out, and a further line of a message is indented,
 * so that it cannot pass for a line of the log.
 */
export function safeText(text: string): string {
  return stripVTControlCharacters(text).replaceAll(/\r?\n/g, "\n    ").replaceAll(UNSAFE, spelt);
}

/** JSON that is the same JSON, and as safe: by itself it leaves the control characters from 127 on as they are, and marks of direction. */
export function safeJson(value: unknown): string {
  return safeJsonText(JSON.stringify(value));
}

/** @param json  JSON, or lines of it */
export function safeJsonText(json: string): string {
  return json.replaceAll(UNSAFE, spelt);
}

function spelt(character: string): string {
  return `\\u${character.charCodeAt(0).toString(16).padStart(4, "0")}`;
}

/** Control characters but tab and line feed; marks of direction; separators of lines and paragraphs. */
const UNSAFE = /(?![\t\n])[\p{Cc}\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069]/gu;
