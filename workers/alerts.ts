import { deliverAlert } from "../app/domain/alerts/deliver-alert.ts";
import { dispatchAlerts } from "../app/domain/alerts/dispatch-alerts.ts";
import { endIncident } from "../app/domain/alerts/end-incident.ts";
import { judgeAlerts } from "../app/domain/alerts/judge-alerts.ts";
import { defineWorker } from "./define-worker.ts";

// Windows end on whole minutes: asked for every ten seconds, an alarm is at most that late.
export const dispatchAlertsWorker = defineWorker({
  name: "dispatch-alerts",
  concurrency: 1,
  everyMs: 10_000,
  handle: (services) => dispatchAlerts(services),
});

// Each is a few short counts; more at once would only crowd the searches that people wait for.
export const judgeAlertsWorker = defineWorker({ name: "judge-alerts", concurrency: 2, handle: judgeAlerts });

// Waits for other people's servers, ten seconds at worst; one that hangs must not hold up the rest.
export const deliverAlertWorker = defineWorker({ name: "deliver-alert", concurrency: 10, handle: deliverAlert });

// As that, and far fewer.
export const endIncidentWorker = defineWorker({ name: "end-incident", concurrency: 2, handle: endIncident });
