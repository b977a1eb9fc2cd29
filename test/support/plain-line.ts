import type { ParsedLine } from "../../app/domain/logs/read-frame.ts";

/** All that a line says, whether it was parsed or is like an earlier one. */
export function plainLine(line: ParsedLine) {
  const { timestampMicros, messageLen, priority, version, hostName, appName, processId, messageId } = line;
  const { message, kind, level, messages } = line;
  const header = { timestampMicros, messageLen, priority, version, hostName, appName, processId, messageId };
  return { ...header, message, kind, level, fields: line.fields.toRecord(), messages };
}
