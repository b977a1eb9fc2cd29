import { FIELDS_COUNT_MAX, type Line } from "../../contract/line.ts";

/** What a line of JSON says, and what else it has, in few words: for lists, where brackets and quotes are in the way. */
export interface JsonView {
  text: string;
  pairs: { name: string; value: string }[];
  /** Whether the line may have more than its fields tell. */
  hasMore: boolean;
}

/** Under which names loggers put what they say: pino, winston, zap, slog, Serilog, GELF, structlog. */
const TEXT_NAMES = ["msg", "message", "@m", "short_message", "event"];

/** What every row shows beside the message, under the names that loggers have for it. */
const SHOWN_BESIDE = new Set([
  ...["level", "Level", "@l", "severity", "lvl", "levelname", "loglevel", "log_level", "log.level"],
  ...["time", "timestamp", "@timestamp", "ts", "@t", "date", "datetime"],
]);

/** @returns null for what is no JSON object, and for one that does not say anything under any of these names: show it as it came */
export function jsonView({ message, fields }: Pick<Line, "message" | "fields">): JsonView | null {
  const written = message.trim();
  if (!written.startsWith("{") || !written.endsWith("}")) return null;
  const textName = TEXT_NAMES.find((name) => (fields[name] ?? "") !== "" && written.includes(`"${name}"`));
  if (textName === undefined) return null;
  const all = Object.entries(fields);
  return {
    text: fields[textName] ?? "",
    pairs: all
      .filter(([name]) => name !== textName && !SHOWN_BESIDE.has(name))
      .map(([name, value]) => ({ name, value })),
    hasMore: all.length >= FIELDS_COUNT_MAX,
  };
}
