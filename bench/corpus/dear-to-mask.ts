import { counted, fill, lines, repeat } from "./hostile.ts";

/** Texts that somebody might log to make masking cost more than their bytes: beginnings of what rules look for, again and again. */

const PIECES = [
  "a@",
  "a@b.",
  "%40a.",
  "4",
  "4 ",
  "4111 ",
  ":",
  "a:",
  "password=",
  'password="',
  '"password":"\\',
  "\\",
  "eyJ-",
  "eyJaaaaaaaa.",
  "bearer ",
  "://a:",
  "://:a",
  "a:b:",
  "GB12",
  "GB12 ABCD ",
  "1.1.1.",
  "123-45-",
  "sk-",
  "xoxb-",
  "cus_",
  " ",
];

/** By name: the body of a frame of about 100 KB. */
export function framesDearToMask(): Record<string, Buffer> {
  const ofLongTexts = PIECES.map((piece): [string, Buffer] => [JSON.stringify(piece), lines(fill(piece))]);
  return { ...Object.fromEntries(ofLongTexts), "five bytes a message": repeat(counted("xxxxx")) };
}
