import type {
  AlertEventAnswer,
  AlertEventsAnswer,
  AlertPreviewAnswer,
  AlertSecretAnswer,
  AlertsAnswer,
} from "../../contract/api.ts";
import { getJson, write } from "../lib/api.ts";
import type { AlertChange, NewAlertRequest, QueryRule } from "./alert-request.ts";

export function getAlerts(signal?: AbortSignal): Promise<AlertsAnswer> {
  return getJson("/alerts", {}, signal);
}

/** The answer's `signing_secret` is said this once. */
export async function createAlert(input: NewAlertRequest): Promise<AlertSecretAnswer> {
  return (await (await write("POST", "/alerts", input)).json()) as AlertSecretAnswer;
}

/** The same for a destination that is a new webhook. */
export async function changeAlert(id: string, change: AlertChange): Promise<AlertSecretAnswer> {
  return (await (await write("PATCH", `/alerts/${id}`, change)).json()) as AlertSecretAnswer;
}

export async function removeAlert(id: string): Promise<void> {
  await write("DELETE", `/alerts/${id}`);
}

/** Delivered in the background; the alert's events tell what came of it. */
export async function testAlert(id: string): Promise<AlertEventAnswer> {
  return (await (await write("POST", `/alerts/${id}/test`)).json()) as AlertEventAnswer;
}

export function getAlertEvents(id: string, signal?: AbortSignal): Promise<AlertEventsAnswer> {
  return getJson(`/alerts/${id}/events`, {}, signal);
}

/** What the rule would have done with the last day's lines. */
export function getAlertPreview(rule: QueryRule, signal?: AbortSignal): Promise<AlertPreviewAnswer> {
  return getJson("/alerts/preview", { ...rule }, signal);
}
