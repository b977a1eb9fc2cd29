import { styleText } from "node:util";
import type { ChangeAnswer } from "../../app/contract/change.ts";
import type { Line, LineLevel } from "../../app/contract/line.ts";
import { safeText } from "./safe-text.ts";

export interface TextOptions {
  hasColour: boolean;
  /** Times in the zone of this machine instead of UTC. */
  isLocal: boolean;
  /** The name of its app in front of each line. */
  namesApp: boolean;
}

/** As `heroku logs` shows a line: `2026-03-04T09:15:02.118204Z app[web.1]: message`. */
export function lineText(line: Line, options: TextOptions): string {
  const app = options.namesApp && line.app ? `${safeText(line.app.name ?? line.app.id)} ` : "";
  const source = `${app}${safeText(line.app_name)}[${safeText(line.process_id)}]:`;
  const { hasColour } = options;
  const message = coloured(safeText(line.message), COLOURS[line.level] ?? null, hasColour);
  return `${coloured(timeText(line.timestamp, options), "gray", hasColour)} ${coloured(source, "cyan", hasColour)} ${message}`;
}

export function changeText(change: ChangeAnswer, options: TextOptions): string {
  return `${coloured(timeText(change.eventTime, options), "gray", options.hasColour)} ${safeText(change.sentence)}`;
}

type Colour = "gray" | "cyan" | "red" | "yellow";
const COLOURS: Partial<Record<LineLevel, Colour>> = { warn: "yellow", error: "red", fatal: "red" };

/** Whether there are colours has been decided; by itself it gives a pipe none, whatever was asked for. */
const ANYWHERE = { validateStream: false };

function coloured(text: string, colour: Colour | null, hasColour: boolean): string {
  return hasColour && colour ? styleText(colour, text, ANYWHERE) : text;
}

/** Our own times; whatever else stands there is shown as it is. */
function timeText(time: string, { isLocal }: TextOptions): string {
  const at = new Date(time);
  if (!isLocal || Number.isNaN(at.getTime())) return safeText(time);
  // Swedes write times as ISO 8601 does, but for the point.
  const local = at.toLocaleString("sv-SE", {
    year: "numeric",
    month: "2-digit",
    day: "2-digit",
    hour: "2-digit",
    minute: "2-digit",
    second: "2-digit",
    fractionalSecondDigits: 3,
  });
  return local.replace(",", ".");
}
