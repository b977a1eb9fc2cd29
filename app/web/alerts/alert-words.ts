import { isCompared, sayComparison, sayCounted } from "../../contract/alert-words.ts";
import type { AlertAnswer, AlertEventAnswer, AlertPreviewAnswer } from "../../contract/api.ts";
import type { ReadyAlert } from "../../contract/ready-alerts.ts";
import { count, counted } from "../lib/amounts.ts";
import { dayAndTime, type Zone } from "../lib/time-format.ts";
import type { QueryRule } from "./alert-request.ts";

/** What alerts are, do and did, in words. Pure. */

/**
 * `At least 10 lines in 5 minutes match`, before the query, and after it what a comparison is with; without a query every line
 * counts, and the sentence is whole.
 */
export function ruleWords(rule: QueryRule): string {
  const words = sayCounted(rule);
  const start = words.slice(0, 1).toUpperCase() + words.slice(1);
  if (rule.query === "") return isCompared(rule) ? start + sayComparison(rule) : `${start}, of any kind`;
  return `${start} ${rule.count === 1 && !isCompared(rule) ? "matches" : "match"}`;
}

/** Whether one of the alerts watches for the same, however often it may come. */
export function isWatched(
  ready: Pick<ReadyAlert, "watches" | "query" | "condition">,
  alerts: readonly AlertAnswer[],
): boolean {
  return alerts.some(
    (alert) =>
      alert.watches === ready.watches && alert.query === ready.query && isCompared(alert) === isCompared(ready),
  );
}

/** Where one sees what an alert counts. */
export const PAGES = { lines: "/logs", changes: "/changes" } as const;

export const DESTINATION_WORDS: Record<AlertAnswer["destination"]["kind"], string> = {
  slack: "Slack",
  webhook: "Webhook",
  pagerduty: "PagerDuty",
  email: "E-mail",
};

export const TROUBLE_WORDS: Record<NonNullable<AlertAnswer["trouble"]>, { short: string; advice: string }> = {
  query_too_slow: {
    short: "query too slow",
    advice: "Counting takes too long, so it neither fires nor resolves. Narrow the query, to one app for example.",
  },
  query_too_large: {
    short: "query too large",
    advice: "The query has too many conditions, so it neither fires nor resolves. Use fewer.",
  },
};

export function isMuted(alert: Pick<AlertAnswer, "muted_until">, nowMs: number): boolean {
  return alert.muted_until !== null && Date.parse(alert.muted_until) > nowMs;
}

/** `12 alerts: 2 firing, 1 muted`; what is none of them is left out. */
export function summaryWords(alerts: readonly AlertAnswer[], nowMs: number): string {
  const parts = [
    [firingCount(alerts), "firing"],
    [alerts.filter((alert) => alert.trouble !== null).length, "cannot be judged"],
    [alerts.filter((alert) => untoldWords(alert.last_told) !== null).length, "not told to anybody"],
    [alerts.filter((alert) => isMuted(alert, nowMs)).length, "muted"],
  ] as const;
  const told = parts.flatMap(([of, words]) => (of === 0 ? [] : [`${count(of)} ${words}`]));
  return `${counted(alerts.length, "alert")}: ${told.length === 0 ? "all is well" : told.join(", ")}`;
}

export function firingCount(alerts: readonly Pick<AlertAnswer, "state">[]): number {
  return alerts.filter(({ state }) => state === "firing").length;
}

/** How long an alert can be kept quiet, in hours. */
export const MUTE_CHOICES = [
  { hours: 1, words: "1 hour" },
  { hours: 8, words: "8 hours" },
  { hours: 24, words: "1 day" },
  { hours: 7 * 24, words: "1 week" },
] as const;

export const EVENT_WORDS: Record<AlertEventAnswer["type"], string> = {
  fired: "Fired",
  resolved: "Resolved",
  test: "Test",
};

/** What came of telling somebody, as far as it is known. */
export function deliveryWords(event: Pick<AlertEventAnswer, "delivery" | "attempts" | "error">): string {
  const { attempts } = event;
  const because = event.error === null ? "" : `. ${event.error}`;
  switch (event.delivery) {
    case "pending":
      return attempts === 0 ? "on its way" : `tried ${times(attempts)}, and again soon${because}`;
    case "delivered":
      return attempts > 1 ? `delivered after ${counted(attempts, "attempt")}` : "delivered";
    case "failed":
      return `not delivered after ${counted(attempts, "attempt")}${because}`;
    case "muted":
      return "told nobody: muted";
  }
}

/** That nobody was told of an alert's newest turn, or not yet although it was tried; null: nothing is wrong. */
export function untoldWords(told: AlertAnswer["last_told"]): { start: string; outcome: string } | null {
  if (told === null) return null;
  const isGivenUp = told.delivery === "failed";
  if (!isGivenUp && (told.delivery !== "pending" || told.attempts === 0)) return null;
  const turned = told.type === "fired" ? "fired" : "was resolved";
  const words = deliveryWords(told);
  return {
    start: `Nobody ${isGivenUp ? "was told" : "could be told yet"} that it ${turned}`,
    outcome: words.endsWith(".") ? words : `${words}.`,
  };
}

/** Whether it was never judged: the first of its windows has not ended. */
export function isYoung(alert: Pick<AlertAnswer, "judged_to" | "created_at">): boolean {
  return Date.parse(alert.judged_to) <= Date.parse(alert.created_at);
}

/** What is said aloud when a test has ended. */
export function testWords(name: string, event: AlertEventAnswer): string {
  return `Test of ${name}: ${deliveryWords(event)}`;
}

/** How often a rule would have fired, and when last. */
export function previewWords(preview: Omit<AlertPreviewAnswer, "diagnostics">, zone: Zone): string {
  const [last] = preview.firings;
  const [fromMs, toMs] = [Date.parse(preview.from), Date.parse(preview.to)];
  if (fromMs === toMs) return "It cannot say anything yet: the add-on has not been there for so long.";
  const since = toMs - fromMs < DAY_MS ? `Since ${dayAndTime(fromMs, zone)}` : "In the last 24 hours";
  if (preview.fired === 0) return `${since} this would not have fired.`;
  const at = last ? `, ${preview.fired === 1 ? "" : "last "}at ${dayAndTime(Date.parse(last.from), zone)}` : "";
  const now = last?.to === null ? ", and would be firing now" : "";
  return `${since} this would have fired ${times(preview.fired)}${at}${now}.`;
}

const DAY_MS = 86_400_000;

function times(n: number): string {
  return n === 1 ? "once" : n === 2 ? "twice" : counted(n, "time");
}
