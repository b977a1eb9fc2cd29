/*
 * What a frame is known by within its drain: its sender's id for it, or, from senders that give none, its bytes and when
 * they came. The same bytes again may be a resend, or a sender that truly says the same thing twice (lines without a time
 * of their own).
 */

/** Three tries of five seconds each are over well within a minute; what is said less often than once a minute is kept. */
export const SAME_WORDS_MS = 60_000;

/** Bytes and the moment they came; `words` is what comes before the moment in the key. */
export interface SaidAt {
  words: string;
  atMs: number;
}

/** The frame key of a body whose sender gave it no id; no sender's own id begins like it. */
export function contentKey(bodyHash: string, at: Date): string {
  return keyOfWords({ words: `body:${bodyHash}`, atMs: at.getTime() });
}

/** Milliseconds have 13 digits until the year 2286, so keys of the same words sort by time. */
export const keyOfWords = ({ words, atMs }: SaidAt): string => `${words}:${atMs}`;

/** @returns null for an id of the sender's own */
export function readContentKey(frameKey: string): SaidAt | null {
  const found = /^(body:[0-9a-f]{64}(?::L10)?):(\d{13})$/.exec(frameKey);
  return found ? { words: found[1] as string, atMs: Number(found[2]) } : null;
}

/** No sender's own id has a colon in front of such words. */
const NOTICE = ":L10";

/**
 * The frame key of the notice in front of a frame. A frame has one, whatever it says: each try words the same loss anew,
 * so by its bytes every retry would count it again.
 */
export function noticeKey(frameKey: string): string {
  const said = readContentKey(frameKey);
  return said === null ? `${frameKey}${NOTICE}` : keyOfWords({ ...said, words: `${said.words}${NOTICE}` });
}

export const isNoticeKey = (frameKey: string): boolean => frameKey.includes(NOTICE);
