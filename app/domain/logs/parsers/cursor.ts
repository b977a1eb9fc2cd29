/** Small steps over platform sentences; each looks at a message once and never steps back. */

/** The text between `before` and the next `after`, or null when either is missing. `before` must begin the message. */
export function between(message: string, before: string, after: string): string | null {
  if (!message.startsWith(before)) return null;
  const end = message.indexOf(after, before.length);
  return end < 0 ? null : message.slice(before.length, end);
}

/** The word that begins at `start`: up to the next white space or the end. */
export function wordAt(message: string, start: number): string {
  let end = start;
  while (end < message.length && message.charCodeAt(end) > 0x20) end++;
  return message.slice(start, end);
}

/** Whether `text` is 1 to `digitsMax` decimal digits. */
export function isCount(text: string, digitsMax = 15): boolean {
  if (text.length === 0 || text.length > digitsMax) return false;
  for (let i = 0; i < text.length; i++) {
    const code = text.charCodeAt(i);
    if (code < 0x30 || code > 0x39) return false;
  }
  return true;
}

/** `Error R14 (Memory quota exceeded) -> more` taken apart; also without the brackets, as log-shuttle writes it: `Error L12: …`. */
export interface ErrorSentence {
  /** `R14`: a letter and two digits. */
  code: string;
  /** What stands in the brackets; empty when there are none. */
  desc: string;
  /** What follows `->` or `:`; empty when nothing does. */
  detail: string;
}

export function readErrorSentence(message: string): ErrorSentence | null {
  if (!message.startsWith("Error ")) return null;
  const code = message.slice(6, 9);
  if (!/^[A-Z][0-9][0-9]$/.test(code)) return null;
  let at = 9;
  let desc = "";
  if (message.startsWith(" (", at)) {
    const close = message.indexOf(")", at);
    if (close < 0) return null;
    desc = message.slice(at + 2, close);
    at = close + 1;
  }
  let detail = message.slice(at).trim();
  if (detail.startsWith("->")) detail = detail.slice(2).trim();
  else if (detail.startsWith(":")) detail = detail.slice(1).trim();
  return { code, desc, detail };
}
