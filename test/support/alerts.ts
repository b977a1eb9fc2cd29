import type { AlertEventAnswer, AlertEventsAnswer, AlertSecretAnswer, AlertsAnswer } from "../../app/contract/api.ts";
import { judgeAlerts } from "../../app/domain/alerts/judge-alerts.ts";
import { SETTLED_MS } from "../../app/domain/alerts/stored-up-to.ts";
import type { Sandbox } from "../../sandbox/index.ts";
import { type ApiAnswer, type Caller, callApi } from "./api.ts";
import type { ShiftedClock } from "./clock.ts";
import { eventually, type TestService } from "./service.ts";

/** A body for `POST /alerts`; where it goes is to be given. */
export const errorsAlert = { name: "Errors", query: "boom", condition: "at_least", count: 1, window_minutes: 1 };

export type AlertCall = AlertSecretAnswer & { code: string; detail: string };

export const createAlert = (service: TestService, caller: Caller, body: object): Promise<ApiAnswer<AlertCall>> =>
  callApi<AlertCall>(service, caller, "POST", "/alerts", { body });

export const changeAlert = (service: TestService, caller: Caller, id: string, body: object) =>
  callApi<AlertCall>(service, caller, "PATCH", `/alerts/${id}`, { body });

export const listAlerts = async (service: TestService, caller: Caller) =>
  (await callApi<AlertsAnswer>(service, caller, "GET", "/alerts")).body.data;

export const alertEvents = async (service: TestService, caller: Caller, id: string): Promise<AlertEventAnswer[]> =>
  (await callApi<AlertEventsAnswer>(service, caller, "GET", `/alerts/${id}/events`)).body.data;

/** Judges so many minutes from now; lines are received by Redis' clock, which is the real one. */
export async function judgeLater(
  { service, clock }: { service: TestService; clock: ShiftedClock },
  resourceId: string,
  minutes = 1,
): Promise<void> {
  clock.shift(minutes * 60_000 + SETTLED_MS);
  await judgeAlerts(service.services, { resourceId });
}

/** What came to the inbox below a path, oldest first. */
export async function inboxOf(sandbox: Pick<Sandbox, "url">, path: string): Promise<InboxCall[]> {
  const response = await fetch(`${sandbox.url}/sandbox/requests?method=POST&path=${encodeURIComponent(path)}`);
  return (await response.json()) as InboxCall[];
}

export interface InboxCall {
  headers: Record<string, string>;
  body: unknown;
  status: number;
}

/** Waits until so many came. */
export const inboxHas = (sandbox: Pick<Sandbox, "url">, path: string, count: number) =>
  eventually(async () => {
    const calls = await inboxOf(sandbox, path);
    return calls.length >= count ? calls : null;
  });
