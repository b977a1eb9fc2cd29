/**
 * From the bytes of one frame to the lines that are stored. Nothing in a frame is ever left out: what has no header is
 * kept as a raw line, and so is what follows a broken length.
 */
import { isAscii, isUtf8 } from "node:buffer";
import type { LineKind, LineLevel } from "../../contract/line.ts";
import { isAsciiBetween, viewOf } from "../../lib/byte-words.ts";
import { FieldList } from "../../lib/field-list.ts";
import type { PlacedLine, TextBytes } from "../../lib/placed-line.ts";
import { classify } from "./classify.ts";
import { FollowedLine } from "./followed-line.ts";
import { walkFrame } from "./frame.ts";
import { endOfText, type LineHeader, parseHeader, readText } from "./line.ts";
import { parsers } from "./parsers/index.ts";
import { type RawError, rawLine } from "./raw-line.ts";
import { createReadingMemory, type ReadingMemory } from "./reading-memory.ts";

/** A line as it is stored; who it belongs to is the frame's business. */
export interface ParsedLine {
  /** Microseconds since 1970 UTC: the sender's time, or the time of receipt when that is missing or cannot be true. */
  timestampMicros: number;
  /** Bytes as declared by the length prefix, header included; of a broken tail, all its bytes. */
  messageLen: number;
  priority: number;
  version: string;
  hostName: string;
  appName: string;
  processId: string;
  messageId: string;
  message: string;
  kind: LineKind;
  level: LineLevel;
  fields: FieldList;
  /** The message as it stands in the frame's bytes, when that is how it is stored. */
  text: TextBytes | null;
  /** The line as it stands there, when it is like an earlier one. */
  placed: PlacedLine | null;
  /** How many of the frame's messages it is: 1, but for those without a header that were kept together. */
  messages: number;
}

export interface ReadFrameOptions {
  /** When the frame was accepted, in milliseconds since 1970 UTC. */
  receivedAtMs: number;
  /** Whether the sender writes STRUCTURED-DATA after MSGID; Logplex over HTTP does not. See `parseHeader`. */
  structuredData?: boolean;
  /** What is known from frames before; without it each frame is read by itself. The lines are the same, but for `SourceMemory`'s limit. */
  memory?: ReadingMemory;
  /** Whose frame it is, for the limits of `memory`. */
  resourceId?: string;
}

export interface ReadFrame {
  /** In arrival order; a broken tail is the last. */
  lines: ParsedLine[];
  /** Bytes that no sound length prefix covers, kept as the last line; 0 when the frame is sound. */
  badTailBytes: number;
  /** Messages by their length prefixes, the broken tail as one. */
  messages: number;
  /** How many of them were kept as they are: no header, or the broken tail. */
  rawMessages: number;
  /** Lines that never reached us, as L10 and L12 lines in this frame declare. */
  upstreamDropped: number;
}

/** A time further ahead than any clock of a dyno runs would sort above everything real and outlive its retention. */
const AHEAD_MAX_MICROS = 24 * 3600 * 1_000_000;
/**
 * A frame's messages without a header are lines of their own up to this many; of the others, those that stand together
 * are one line, prefixes and all. No sender of ours writes such messages, and a row for each of a frame's 35,000
 * cost 34 times what the frame's bytes are worth (`npm run bench -- hostile`).
 */
const RAW_LINES_MAX = 100;
/**
 * The same goes for messages that are shorter than Logplex's headers alone, which have more than fifty bytes: with `-` for a time and
 * names of a letter a header has fifteen, and a row for each costs three times what the dearest bytes are worth.
 */
const MESSAGE_BYTES_MIN = 40;
/**
 * Splits, reads, classifies and parses one frame.
 *
 * Fields of our own, beside what a parser found: `parse.error` (`header` or `framing`) on a raw line, and `parse.messages`,
 * their number, on one that is many; `syslog.timestamp` with the sender's words when its time was not taken;
 * `syslog.structured_data` when the sender wrote any.
 *
 * @param body  raw bytes of `application/logplex-1`; lines may be views on it
 * @throws      never
 */
export function readFrame(body: Uint8Array, options: ReadFrameOptions): ReadFrame {
  const bytes = Buffer.from(body.buffer, body.byteOffset, body.byteLength);
  const isPlain = isAscii(bytes);
  const reading: Reading = {
    bytes,
    view: viewOf(bytes),
    isAscii: isPlain,
    isUtf8: isPlain || isUtf8(bytes),
    ...(options.memory ?? createReadingMemory()),
    receivedMicros: options.receivedAtMs * 1000,
    structuredData: options.structuredData === true,
    resourceId: options.resourceId ?? "",
    result: { lines: [], badTailBytes: 0, messages: 0, rawMessages: 0, upstreamDropped: 0 },
  };
  const { result } = reading;
  const run = { messages: 0, prefixStart: 0, start: 0 };
  const keepRaw = (start: number, end: number, error: RawError, messages = 1) => {
    result.rawMessages += messages;
    result.lines.push(rawLine(reading, start, end, error, messages));
  };
  const endRun = (end: number) => {
    if (run.messages === 1) keepRaw(run.start, end, "header");
    else if (run.messages > 1) keepRaw(run.prefixStart, end, "header", run.messages);
    run.messages = 0;
  };
  let previousEnd = 0;
  let shortMessages = 0;
  const { lineCount, badTailBytes } = walkFrame(bytes, (start, end) => {
    const isCrumb = end - start < MESSAGE_BYTES_MIN && shortMessages++ >= RAW_LINES_MAX;
    const line = isCrumb ? null : readLine(reading, start, end);
    if (line !== null) {
      endRun(previousEnd);
      result.lines.push(line);
    } else if (!isCrumb && result.rawMessages < RAW_LINES_MAX) {
      keepRaw(start, end, "header");
    } else if (run.messages++ === 0) {
      run.prefixStart = previousEnd;
      run.start = start;
    }
    previousEnd = end;
  });
  endRun(previousEnd);
  result.messages = lineCount;
  if (badTailBytes > 0) {
    result.badTailBytes = badTailBytes;
    result.messages++;
    keepRaw(bytes.length - badTailBytes, bytes.length, "framing");
  }
  return result;
}

interface Reading extends ReadingMemory {
  bytes: Buffer;
  view: DataView;
  isAscii: boolean;
  /** Then so is each message: length prefixes are ASCII, so none can end inside a character. */
  isUtf8: boolean;
  receivedMicros: number;
  structuredData: boolean;
  resourceId: string;
  result: ReadFrame;
}

/** @returns null for a message without a header */
function readLine(reading: Reading, start: number, end: number): ParsedLine | null {
  const header = parseHeader(reading.bytes, start, end, reading);
  if (header === null) return null;
  const { names, textStart } = header;
  names.root ??= reading.patterns.rootOf(names.source, names.appName);
  const { root } = names;
  const textEnd = endOfText(reading.bytes, textStart, end);
  let isNew = true;
  const { timestampMicros: sent } = header;
  const hasTaken = isTaken(reading, sent);
  const timestampMicros = hasTaken ? sent : reading.receivedMicros;
  const hasOtherTime = !hasTaken && !isNil(header);
  const hasData = header.dataEnd > header.dataStart + 1;
  // Else something is added to what the message says.
  if (reading.isUtf8 && !hasOtherTime && !hasData) {
    const followed = reading.patterns.follow(root, reading.view, textStart, textEnd);
    if (followed !== null && followed !== "parse")
      return new FollowedLine(header, timestampMicros, end - start, followed, reading.view, textEnd);
    isNew = followed === null;
  }
  const isPlain = reading.isAscii || isAsciiBetween(reading.view, textStart, textEnd);
  const message = readText(reading.bytes, textStart, end, isPlain);
  const kind = classify(names.source, names.appName, message);
  const found = parsers[kind].parse(message, names);
  const fields = found?.fields ?? (hasOtherTime || hasData ? new FieldList() : NO_FIELDS);
  const level = found?.level ?? "info";
  if (isNew && isPlain && found?.writing !== undefined) {
    const { writing } = found;
    reading.patterns.learn(root, reading.view, textStart, textEnd, { kind, level, fields, writing });
  }
  if (hasOtherTime) fields.add("syslog.timestamp", reading.bytes.toString("utf8", header.timeStart, header.timeEnd));
  if (hasData) fields.add("syslog.structured_data", reading.bytes.toString("utf8", header.dataStart, header.dataEnd));
  if (kind === "logplex") reading.result.upstreamDropped += droppedCount(fields, header);
  return {
    timestampMicros,
    messageLen: end - start,
    priority: header.priority,
    version: header.version,
    hostName: names.hostName,
    appName: names.appName,
    processId: names.processId,
    messageId: names.messageId,
    message,
    kind,
    level,
    fields,
    text: reading.isUtf8 ? { bytes: reading.view, start: textStart, end: textEnd } : null,
    placed: null,
    messages: 1,
  };
}

/** What nothing was found in: many lines of some apps. */
const NO_FIELDS = FieldList.empty();

function isTaken(reading: Reading, sent: number | null): sent is number {
  return sent !== null && sent <= reading.receivedMicros + AHEAD_MAX_MICROS;
}

/** Whether TIME is `-`: no other time of one byte passes `parseHeader`. */
function isNil({ timeStart, timeEnd }: LineHeader): boolean {
  return timeEnd - timeStart === 1;
}

/**
 * L10 from Logplex and L12 from log-shuttle count lines that are surely gone. L13 does not: its lines were sent and not
 * acknowledged, so some may have arrived, and adding them would count a line as both stored and lost. It is stored and
 * searchable like any line. What an app prints that merely looks like L10 has another source and never gets here.
 *
 * @param header  of a line of Logplex or log-shuttle: the kind `logplex`
 */
function droppedCount(fields: FieldList, header: LineHeader): number {
  const counting = header.names.processId === "logplex" ? "L10" : "L12";
  return fields.get("code") === counting ? Number(fields.get("count") ?? 0) : 0;
}
