/** Texts that somebody might log to make masking cost more than their bytes: beginnings of what rules look for, again and again. */

const FRAME_BYTES = 100_000;
/** Logplex cuts a message at 10,240 bytes. */
const TEXT_BYTES = 10_000;
const HEAD = "<190>1 2026-03-04T09:15:00.000000+00:00 host app web.1 - ";

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
  const ofLongTexts = PIECES.map((piece): [string, Buffer] => [
    JSON.stringify(piece),
    repeat(counted(HEAD + piece.repeat(TEXT_BYTES / piece.length))),
  ]);
  return { ...Object.fromEntries(ofLongTexts), "five bytes a message": repeat(counted("xxxxx")) };
}

const counted = (message: string) => `${message.length} ${message}`;
const repeat = (message: string) => Buffer.from(message.repeat(Math.ceil(FRAME_BYTES / message.length)), "latin1");
