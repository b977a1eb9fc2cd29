import { isCompared } from "../../contract/alert-words.ts";
import type { AlertAnswer } from "../../contract/api.ts";
import { ALERT_COUNT_MAX, ALERT_TIMES_DEFAULT, ALERT_TIMES_MAX, ALERT_TIMES_MIN } from "../../contract/limits.ts";
import type { ReadyAlert } from "../../contract/ready-alerts.ts";
import type { AlertChange, AlertDestination, NewAlertRequest, QueryRule } from "./alert-request.ts";

/** An alert while somebody fills it in. Pure. */
export interface AlertDraft {
  name: string;
  watches: AlertAnswer["watches"];
  query: string;
  condition: AlertAnswer["condition"];
  /** As typed. */
  count: string;
  /** As typed; of a comparison only. */
  times: string;
  windowMinutes: number;
  /** Null: the present one stays. */
  destination: DestinationDraft | null;
}

export interface DestinationDraft {
  kind: AlertDestination["kind"];
  url: string;
  routingKey: string;
  address: string;
}

/** One line within five minutes: whoever wants fewer alarms sees in the preview how many lines there are. */
export function newDraft(known: Partial<Pick<AlertDraft, "watches" | "query" | "name">>): AlertDraft {
  return {
    name: known.name ?? "",
    watches: known.watches ?? "lines",
    query: known.query ?? "",
    condition: "at_least",
    count: "1",
    times: String(ALERT_TIMES_DEFAULT),
    windowMinutes: 5,
    destination: newDestination("slack"),
  };
}

/** A ready-made one, in which only whom it tells is missing. */
export function readyDraft(ready: ReadyAlert): AlertDraft {
  return { ...draftOf(ready), destination: newDestination("slack") };
}

export function draftOf(alert: QueryRule & { name: string }): AlertDraft {
  const { name, watches, query, condition, count, times, window_minutes: windowMinutes } = alert;
  const typed = { count: String(count), times: String(times) };
  return { name, watches, query, condition, ...typed, windowMinutes, destination: null };
}

export function newDestination(kind: AlertDestination["kind"]): DestinationDraft {
  return { kind, url: "", routingKey: "", address: "" };
}

/** One line is three times none: of a comparison, what the most that came must be at least. */
const COMPARED_COUNT = "10";

/** What another condition brings along. */
export function withCondition(
  draft: Pick<AlertDraft, "count">,
  condition: AlertDraft["condition"],
): Partial<AlertDraft> {
  return { condition, ...(isCompared({ condition }) && draft.count === "1" ? { count: COMPARED_COUNT } : {}) };
}

/** What is counted; null while a number is none. */
export function ruleOf(draft: Omit<AlertDraft, "name" | "destination">): QueryRule | null {
  const count = /^\d{1,10}$/.test(draft.count) ? Number(draft.count) : 0;
  if (count < 1 || count > ALERT_COUNT_MAX) return null;
  const { watches, condition, windowMinutes } = draft;
  const times = isCompared(draft) ? Number(draft.times) : ALERT_TIMES_DEFAULT;
  if (!(times >= ALERT_TIMES_MIN && times <= ALERT_TIMES_MAX)) return null;
  return { watches, query: draft.query.trim(), condition, count, times, window_minutes: windowMinutes };
}

/** All that a new alert is; null while something is missing. */
export function requestOf(draft: AlertDraft): NewAlertRequest | null {
  const rule = ruleOf(draft);
  const name = draft.name.trim();
  const destination = draft.destination && destinationOf(draft.destination);
  return rule === null || name === "" || destination === null ? null : { name, ...rule, destination };
}

/** What is to be another way than it is, so that what others changed meanwhile stays; null while something is missing. */
export function changesOf(draft: AlertDraft, alert: AlertAnswer): AlertChange | null {
  const rule = ruleOf(draft);
  const name = draft.name.trim();
  const destination = draft.destination && destinationOf(draft.destination);
  if (rule === null || name === "" || (draft.destination !== null && destination === null)) return null;
  return {
    ...(name === alert.name ? {} : { name }),
    ...(rule.watches === alert.watches ? {} : { watches: rule.watches }),
    ...(rule.query === alert.query ? {} : { query: rule.query }),
    ...(rule.condition === alert.condition ? {} : { condition: rule.condition }),
    ...(rule.count === alert.count ? {} : { count: rule.count }),
    ...(rule.times === alert.times || !isCompared(rule) ? {} : { times: rule.times }),
    ...(rule.window_minutes === alert.window_minutes ? {} : { window_minutes: rule.window_minutes }),
    ...(destination === null ? {} : { destination }),
  };
}

function destinationOf({ kind, url, routingKey, address }: DestinationDraft): AlertDestination | null {
  if (kind === "pagerduty") return routingKey.trim() === "" ? null : { kind, routing_key: routingKey.trim() };
  if (kind === "email") return address.trim() === "" ? null : { kind, address: address.trim() };
  return url.trim() === "" ? null : { kind, url: url.trim() };
}

const WINDOWS = [1, 5, 15, 30, 60, 4 * 60, 24 * 60];

/** The windows to choose from, in minutes; one that was set by a program is among them. */
export function windowChoices(present: number): number[] {
  return WINDOWS.includes(present) ? WINDOWS : [...WINDOWS, present].sort((a, b) => a - b);
}
