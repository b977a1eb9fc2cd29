import type { AlertRule } from "../../contract/alert-words.ts";

/** What is counted, and from how many on. */
export interface QueryRule extends AlertRule {
  query: string;
}

/** Whom it tells, with what it takes to do so; the API never tells that again. */
export type AlertDestination =
  | { kind: "webhook" | "slack"; url: string }
  | { kind: "pagerduty"; routing_key: string }
  | { kind: "email"; address: string };

export interface NewAlertRequest extends QueryRule {
  name: string;
  destination: AlertDestination;
}

export type AlertChange = Partial<NewAlertRequest> & { muted_until?: string | null };
