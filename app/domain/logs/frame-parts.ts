/*
 * Logplex puts its L10 line ("214 messages dropped since ...") in front of the frame it is about to send, on each try anew:
 * it is no part of what the frame id names. A retry may have one that the first try had not, and is known by its id; so the
 * notice is let in by itself. See docs/decisions/exactly-once.md, "The L10 line in front of a frame".
 */

import { noticeKey } from "../../lib/frame-key.ts";

/** What is made durable by itself: a frame, or the notice that stood in front of it. */
export interface FramePart {
  frameKey: string;
  /** Messages as the sender counts them; null when it does not. */
  msgCount: number | null;
  /** Messages by their length prefixes. */
  lineCount: number;
  /** Lines the sender's headers say were lost on its side. */
  declaredDropped: number;
  body: Buffer;
}

/** What follows HOST in the notice. An app's own line cannot look like it: it has another source. */
const NOTICE = Buffer.from("heroku logplex - Error L10 ");
/** `144 <172>1 2026-03-04T09:21:07+00:00 host ` has 43. Twice that, so that no message without spaces is read on and on. */
const BEFORE_NOTICE_MAX = 96;
/** In `LEN SP PRI SP TIME SP HOST SP`. */
const SPACES_BEFORE_NOTICE = 4;
const SP = 0x20;

/**
 * Takes the notice off, when the frame begins with one and has more. A notice alone, or with nothing sound behind it, stays
 * as it is: what is left would be no frame.
 *
 * Field by field, because every frame comes through here: an object spread into another cost 1.6 µs (Node 20).
 *
 * @param whole.lineCount at least 1
 * @param keyOf the frame key of these bytes
 * @returns the frame, then its notice if it has one: two views on one body, whose memory neither can give back (`freeBytes`)
 */
export function partsOf(whole: Omit<FramePart, "frameKey">, keyOf: (body: Buffer) => string): [FramePart, FramePart?] {
  const { body, msgCount, lineCount, declaredDropped } = whole;
  const noticeBytes = lineCount > 1 ? countNoticeBytes(body) : 0;
  if (noticeBytes === 0) return [{ frameKey: keyOf(body), msgCount, lineCount, declaredDropped, body }];
  const others = body.subarray(noticeBytes);
  const frameKey = keyOf(others);
  return [
    {
      frameKey,
      msgCount: msgCount === null ? null : msgCount - 1,
      lineCount: lineCount - 1,
      declaredDropped,
      body: others,
    },
    {
      frameKey: noticeKey(frameKey),
      msgCount: null, // the sender's count is compared once, with the frame
      lineCount: 1,
      declaredDropped: 0, // another loss than the notice's, and booked with the frame
      body: body.subarray(0, noticeBytes),
    },
  ];
}

/**
 * Asked of every frame at the door: looks at some fifty bytes and makes nothing. PRI is not asked, as in `classifySource`.
 *
 * @param body begins with a sound length prefix
 * @returns bytes of the notice with its prefix; 0 without one
 */
function countNoticeBytes(body: Buffer): number {
  let at = 0;
  for (let spaces = 0; spaces < SPACES_BEFORE_NOTICE; at++) {
    if (at === BEFORE_NOTICE_MAX || at === body.length) return 0;
    if (body[at] === SP) spaces++;
  }
  for (let i = 0; i < NOTICE.length; i++) if (body[at + i] !== NOTICE[i]) return 0;
  const prefixBytes = body.indexOf(SP) + 1;
  return prefixBytes + Number(body.toString("latin1", 0, prefixBytes - 1));
}
