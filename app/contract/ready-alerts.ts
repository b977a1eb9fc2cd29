import type { AlertRule } from "./alert-words.ts";
import { ALERT_TIMES_DEFAULT } from "./limits.ts";

/** An alert to begin with: what many teams want to be told of, and why. */
export interface ReadyAlert extends AlertRule {
  id: string;
  group: "security" | "operations";
  name: string;
  query: string;
  why: string;
  /** The technique of MITRE ATT&CK that it may be a sign of. */
  technique?: string;
}

/** Add-ons that hold data, by any part of their plans' names. */
const DATA = "(postgres OR redis OR kafka OR mysql OR mongo OR elasticsearch OR bonsai)";
/** Add-ons that others watch with, likewise. */
const WATCHMEN =
  "(papertrail OR coralogix OR logdna OR mezmo OR logentries OR sumologic OR logtail OR datadog OR newrelic OR sentry OR rollbar OR honeybadger)";

const once = { condition: "at_least", count: 1, times: ALERT_TIMES_DEFAULT, window_minutes: 1 } as const;
const changes = { watches: "changes", group: "security", ...once } as const;
const lines = { watches: "lines", group: "operations", ...once } as const;

/**
 * Queries say `event:` where Heroku's sources agree on a name (docs/decisions/changes.md), so each works for every customer, with
 * an audit trail or without, as far as one of the sources tells of it.
 */
export const READY_ALERTS: readonly ReadyAlert[] = [
  {
    ...changes,
    id: "secret-changed",
    name: "A secret was changed",
    query: "type:config_change (DATABASE_URL OR SECRET OR _KEY OR TOKEN OR PASSWORD OR CREDENTIAL)",
    why: "Whoever sets DATABASE_URL or a key decides where data goes and who may sign in.",
    technique: "T1552",
  },
  {
    ...changes,
    id: "console-opened",
    name: "A console or one-off dyno was started",
    query: "event:dyno.run",
    why: "A shell in production sees every config var, and Heroku keeps no transcript of it.",
    technique: "T1651",
  },
  {
    ...changes,
    id: "access-given",
    name: "Somebody got access",
    query: "event:(collaborator.create OR team_membership.create OR enterprise_account_membership.create)",
    why: "A new collaborator or member is the plainest way to stay in.",
    technique: "T1136.003",
  },
  {
    ...changes,
    id: "permissions-changed",
    name: "Somebody's permissions were changed",
    query:
      "event:(collaborator.update OR team_membership.update OR enterprise_account_membership.update OR team.update)",
    why: "Rights that grew are how an account of little use becomes one of much.",
    technique: "T1098.003",
  },
  {
    ...changes,
    id: "access-burst",
    name: "Many people came or went at once",
    query: "type:(collaborator OR team_membership OR enterprise_account_membership) action:(create OR destroy)",
    count: 5,
    window_minutes: 10,
    why: "Onboarding is one or two people; five in ten minutes is a script, somebody's or an attacker's.",
    technique: "T1098",
  },
  {
    ...changes,
    id: "data-removed",
    name: "A data add-on was removed or detached",
    query: `event:(addon.destroy OR addon.detach) ${DATA}`,
    why: "A destroyed database is gone with its backups.",
    technique: "T1485",
  },
  {
    ...changes,
    id: "data-attached",
    name: "A data add-on was attached to an app",
    query: `event:addon.attach ${DATA}`,
    why: "An attachment gives an app all that is in the database.",
    technique: "T1213",
  },
  {
    ...changes,
    id: "much-destroyed",
    name: "Much was destroyed at once",
    query: "action:destroy",
    count: 3,
    window_minutes: 10,
    why: "Three removals in ten minutes are a clean-up or an attack, and either is better known.",
    technique: "T1485",
  },
  {
    ...changes,
    id: "app-transferred",
    name: "An app is being transferred",
    query: "type:app_transfer",
    why: "With an app go its config vars and the data behind them.",
    technique: "T1537",
  },
  {
    ...changes,
    id: "domain-changed",
    name: "A domain or certificate was removed or changed",
    query: "type:(domain OR sni_endpoint OR ssl_endpoint) action:(destroy OR update)",
    why: "A name that was let go can be taken by somebody else.",
    technique: "T1584.001",
  },
  {
    ...changes,
    id: "network-changed",
    name: "A space or its trusted addresses were changed",
    query: "type:(space OR trusted_ip) action:(update OR destroy)",
    why: "A space that was opened to everybody looks like before from inside.",
    technique: "T1562.007",
  },
  {
    ...changes,
    id: "watching-removed",
    name: "Logging or error tracking was removed",
    query: `event:(addon.destroy OR addon.detach) ${WATCHMEN}`,
    why: "Who does not want to be seen begins with what sees.",
    technique: "T1562.008",
  },
  {
    ...lines,
    id: "requests-fail",
    name: "Requests fail",
    query: "kind:router status:>=500",
    count: 10,
    window_minutes: 5,
    why: "What visitors see as broken, whoever's fault it is.",
  },
  {
    ...lines,
    id: "requests-time-out",
    name: "Requests time out",
    query: "code:(H12 OR H28 OR H15)",
    count: 5,
    window_minutes: 5,
    why: "After 30 seconds Heroku gives up; the dyno goes on working on it.",
  },
  {
    ...lines,
    id: "dyno-crashed",
    name: "A dyno crashed or does not start",
    query: 'code:(H10 OR R10) OR "State changed from up to crashed"',
    why: "Heroku waits ever longer before it starts a dyno that crashes again.",
  },
  {
    ...lines,
    id: "memory-used-up",
    name: "A dyno uses more memory than it has",
    query: "code:(R14 OR R15)",
    why: "It swaps and is slow (R14), or is killed (R15).",
  },
  {
    ...lines,
    id: "lines-lost",
    name: "Log lines were lost before they reached us",
    query: "code:(L10 OR L12 OR L13)",
    why: "What Heroku could not deliver is in no log; it says only how many.",
  },
  {
    ...lines,
    id: "database-errors",
    name: "The database reports errors",
    query: "kind:postgres level:error",
    count: 5,
    window_minutes: 5,
    why: "Failing statements, locks and connections that are used up.",
  },
  {
    ...lines,
    watches: "changes",
    id: "deploy-failed",
    name: "A build or release failed",
    query: "event:(build.fail OR release.fail)",
    why: "The version that runs is not the one somebody thinks it is.",
  },
  {
    ...lines,
    condition: "fewer_than",
    id: "app-silent",
    name: "The app gets no requests",
    query: "kind:router",
    window_minutes: 15,
    why: "No errors is also what an app says that nobody can reach.",
  },
  {
    ...lines,
    condition: "falls",
    id: "requests-fell",
    name: "The app gets far fewer requests than a day before",
    query: "kind:router",
    count: 100,
    window_minutes: 15,
    why: "A broken page or a lost link keeps visitors away, and no error says so.",
  },
  {
    ...lines,
    condition: "rises",
    id: "errors-rose",
    name: "Many more errors than a day before",
    query: "level:(error OR fatal) -kind:api",
    count: 20,
    window_minutes: 15,
    why: "What has always been logged as an error is no news; three times as much of it is.",
  },
];

export function findReadyAlert(id: string): ReadyAlert | null {
  return READY_ALERTS.find((each) => each.id === id) ?? null;
}
