import { FieldList } from "../../lib/field-list.ts";
import { readText } from "./line.ts";
import type { ParsedLine } from "./read-frame.ts";

/** Why a line is kept as it came: no header, or no sound length before it. */
export type RawError = "header" | "framing";

/** What RFC 3164 section 4.3.3 gives a message without a priority: user.notice. */
const PRIORITY_UNKNOWN = 13;

/**
 * The line of `bytes[start, end)`, which nobody can read, at the time of its receipt.
 *
 * @param messages  how many it is: with more than one the bytes are their prefixes and all
 */
export function rawLine(
  { bytes, isAscii, receivedMicros }: { bytes: Buffer; isAscii: boolean; receivedMicros: number },
  start: number,
  end: number,
  error: RawError,
  messages: number,
): ParsedLine {
  const fields = new FieldList();
  fields.add("parse.error", error);
  if (messages > 1) fields.add("parse.messages", String(messages));
  return {
    timestampMicros: receivedMicros,
    messageLen: end - start,
    priority: PRIORITY_UNKNOWN,
    version: "",
    hostName: "",
    appName: "",
    processId: "",
    messageId: "",
    message: readText(bytes, start, end, isAscii),
    kind: "other",
    level: "info",
    fields,
    text: null,
    placed: null,
    messages,
  };
}
