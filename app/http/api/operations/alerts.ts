import * as alerts from "../../../contract/answers/alerts.ts";
import { alertChanges, newAlert } from "../alerts.ts";
import { alertPreviewParams } from "../params.ts";
import type { Operation } from "./operation.ts";

/** Who is told when lines come, or stay away. */
export const ALERTS: readonly Operation[] = [
  { method: "get", path: "/alerts", summary: "Alerts", answer: alerts.alertsAnswer },
  {
    method: "post",
    path: "/alerts",
    summary: "Make an alert",
    body: newAlert,
    status: 201,
    scope: "admin",
    answer: alerts.alertSecretAnswer,
  },
  {
    method: "get",
    path: "/alerts/preview",
    summary: "What an alert would have done in the last 24 hours",
    query: alertPreviewParams,
    answer: alerts.alertPreviewAnswer,
  },
  {
    method: "patch",
    path: "/alerts/{id}",
    summary: "Change or mute an alert",
    body: alertChanges,
    scope: "admin",
    answer: alerts.alertSecretAnswer,
  },
  { method: "delete", path: "/alerts/{id}", summary: "Remove an alert", status: 204, scope: "admin" },
  {
    method: "post",
    path: "/alerts/{id}/test",
    summary: "Send a test to where an alert goes",
    status: 202,
    scope: "admin",
    answer: alerts.alertEventAnswer,
  },
  {
    method: "get",
    path: "/alerts/{id}/events",
    summary: "What an alert did, newest first",
    answer: alerts.alertEventsAnswer,
  },
];
