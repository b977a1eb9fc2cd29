import type { AlertEventAnswer } from "../../../contract/api.ts";
import type { Line } from "../../../contract/line.ts";
import type { AlertRow } from "../../../stores/postgres/alerts.ts";

/** What there is to tell, whoever is told. */
export interface AlertNews {
  event: AlertEventAnswer;
  alert: Pick<AlertRow, "id" | "name" | "query" | "condition" | "count" | "window_minutes">;
  resource: { id: string; name: string; app: string | null };
  /** Some of the lines, newest first. */
  sample: Line[];
  /** The lines of the window in the dashboard. */
  url: string;
}

/** A call that tells it. */
export interface Message {
  url: string;
  headers: Record<string, string>;
  body: string;
}

const BEGIN: Record<AlertEventAnswer["type"], string> = { fired: "Firing", resolved: "Resolved", test: "Test" };

/** "Firing: Broken requests" */
export function headline({ event, alert }: AlertNews): string {
  return `${BEGIN[event.type]}: ${alert.name}`;
}

/** A line in a message: when, who, and what it begins with. */
export function sayLine(line: Line, charsMax: number): string {
  const who = [line.app?.name, `${line.app_name}[${line.process_id}]`].filter(Boolean).join(" ");
  const text = [...line.message];
  const shown = text.length > charsMax ? `${text.slice(0, charsMax).join("")}…` : line.message;
  return `${line.timestamp.slice(0, 19)}Z ${who}: ${shown}`;
}
