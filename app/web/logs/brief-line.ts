import { FIELDS_COUNT_MAX, type Line } from "../../contract/line.ts";

/** What a line says, and what else it has, in few words: for lists, where brackets, quotes and ids are in the way. */
export interface BriefLine {
  text: string;
  pairs: { name: string; value: string }[];
  /** Whether the line may have more than its fields tell. */
  hasMore: boolean;
}

/** @returns null for a line that is best shown as it came */
export function briefLine(line: Pick<Line, "kind" | "message" | "fields">): BriefLine | null {
  return line.kind === "metrics" ? briefMetrics(line.fields) : briefJson(line);
}

/** Of whom they are says the row. */
const METRICS_OF = new Set(["source", "dyno"]);

function briefMetrics(fields: Line["fields"]): BriefLine | null {
  const pairs = pairsOf(fields, (name) => !METRICS_OF.has(name));
  return pairs.length === 0 ? null : { text: "", pairs, hasMore: false };
}

/** Under which names loggers put what they say: pino, winston, zap, slog, Serilog, GELF, structlog. */
const TEXT_NAMES = ["msg", "message", "@m", "short_message", "event"];

/** What every row shows beside the message, under the names that loggers have for it. */
const SHOWN_BESIDE = new Set([
  ...["level", "Level", "@l", "severity", "lvl", "levelname", "loglevel", "log_level", "log.level"],
  ...["time", "timestamp", "@timestamp", "ts", "@t", "date", "datetime"],
]);

/** @returns null for what is no JSON object, and for one that does not say anything under any of these names */
function briefJson({ message, fields }: Pick<Line, "message" | "fields">): BriefLine | null {
  const written = message.trim();
  if (!written.startsWith("{") || !written.endsWith("}")) return null;
  const textName = TEXT_NAMES.find((name) => (fields[name] ?? "") !== "" && written.includes(`"${name}"`));
  if (textName === undefined) return null;
  return {
    text: fields[textName] ?? "",
    pairs: pairsOf(fields, (name) => name !== textName && !SHOWN_BESIDE.has(name)),
    hasMore: Object.keys(fields).length >= FIELDS_COUNT_MAX,
  };
}

function pairsOf(fields: Line["fields"], isShown: (name: string) => boolean): BriefLine["pairs"] {
  return Object.entries(fields)
    .filter(([name]) => isShown(name))
    .map(([name, value]) => ({ name, value }));
}
