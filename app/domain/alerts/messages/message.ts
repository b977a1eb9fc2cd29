import { sayCounts, sayRule } from "../../../contract/alert-words.ts";
import type { AlertEventAnswer } from "../../../contract/api.ts";
import type { ChangeAnswer } from "../../../contract/change.ts";
import type { Line } from "../../../contract/line.ts";
import type { AlertRow } from "../../../stores/postgres/alerts.ts";
import type { Sample } from "../watched.ts";

/** What there is to tell, whoever is told. */
export interface AlertNews {
  event: AlertEventAnswer;
  alert: Pick<AlertRow, "id" | "name" | "watches" | "query" | "condition" | "count" | "times" | "window_minutes">;
  resource: { id: string; name: string; app: string | null };
  sample: Sample;
  /** The window in the dashboard. */
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

/** "12 lines in 5 minutes (at least 10 lines in 5 minutes)", "62 lines in 5 minutes; a day before 18 (at least …)" */
export function counted({ event, alert }: AlertNews): string {
  return `${sayCounts(alert, event)} (${sayRule(alert)})`;
}

/** What came, a text each: when, who, and what it begins with. */
export function saySample({ lines, changes }: Sample, charsMax: number): string[] {
  return [...lines.map((line) => sayLine(line, charsMax)), ...changes.map((change) => sayChange(change, charsMax))];
}

function sayLine(line: Line, charsMax: number): string {
  const who = [line.app?.name, `${line.app_name}[${line.process_id}]`].filter(Boolean).join(" ");
  return `${sayTime(line.timestamp)} ${who}: ${cut(line.message, charsMax)}`;
}

function sayChange(change: ChangeAnswer, charsMax: number): string {
  const who = change.herokuActorEmail === "" ? "" : `${change.herokuActorEmail}: `;
  return `${sayTime(change.eventTime)} ${who}${cut(change.sentence, charsMax)}`;
}

/** Its lines one after the other, told apart by a sign. */
export const inOneLine = (text: string) => text.replace(/\s*[\r\n]+\s*/g, " ⏎ ");

const sayTime = (time: string) => `${time.slice(0, 19)}Z`;

function cut(text: string, charsMax: number): string {
  const chars = [...text];
  return chars.length > charsMax ? `${chars.slice(0, charsMax).join("")}…` : text;
}
