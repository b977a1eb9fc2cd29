import type { Line } from "../../contract/line.ts";

/** The columns in their order; `fields` is JSON, because every line has its own. */
const COLUMNS: readonly [string, (line: Line) => string | number][] = [
  ["id", (line) => line.id],
  ["timestamp", (line) => line.timestamp],
  ["received_at", (line) => line.received_at],
  ["app", (line) => line.app?.name ?? ""],
  ["host_name", (line) => line.host_name],
  ["app_name", (line) => line.app_name],
  ["process_id", (line) => line.process_id],
  ["message_id", (line) => line.message_id],
  ["kind", (line) => line.kind],
  ["level", (line) => line.level],
  ["facility", (line) => line.facility],
  ["severity", (line) => line.severity],
  ["message", (line) => line.message],
  ["fields", (line) => JSON.stringify(line.fields)],
];

export const CSV_HEADER = `${COLUMNS.map(([name]) => name).join(",")}\r\n`;

/** One record (RFC 4180), its line end included. */
export function toCsvRecord(line: Line): string {
  return `${COLUMNS.map(([, read]) => csvCell(read(line))).join(",")}\r\n`;
}

/**
 * A spreadsheet runs what begins like a formula, and log text is a stranger's: an apostrophe in front makes it text.
 * Numbers are ours and stay numbers.
 */
export function csvCell(value: string | number): string {
  if (typeof value === "number") return String(value);
  const text = /^[=+\-@\t\r]/.test(value) ? `'${value}` : value;
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}
