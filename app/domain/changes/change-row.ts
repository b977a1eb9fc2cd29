import { createHash } from "node:crypto";
import { isIP } from "node:net";
import type { ChangeSource } from "../../contract/change.ts";
import type { ChangeRow } from "../../stores/clickhouse/changes/change-block.ts";
import { describeChange } from "./describe-change.ts";
import { canonicalJsonOf, jsonOf } from "./json-values.ts";
import type { ChangeDetails } from "./read-details.ts";

export interface Named {
  id: string;
  name: string;
}

export interface Person {
  id: string;
  email: string;
}

/** What a source tells of one change, in the words all sources share; unknown texts are "". */
export interface ToldChange {
  source: ChangeSource;
  /** The event as received. */
  event: unknown;
  /** The same as text, where it came as one. */
  json?: string;
  /** The source's id of the event; "" when it has none. */
  eventId: string;
  atMs: number;
  /** As Heroku dated it, null when it did not. */
  createdAtMs: number | null;
  type: string;
  action: string;
  actor: Person;
  app: Named;
  owner: Person;
  team: Named;
  account: Named;
  ip: string;
  /** As received. */
  data: unknown;
  details: ChangeDetails;
  /** In place of the sentence built from the above: a log line says it itself. */
  sentence?: string;
}

/** Where a change was told, and how long it is kept. */
export interface ChangeOrigin {
  resourceId: string;
  /** Of the audit source, the webhook subscription or the drain. */
  sourceId: string;
  receivedAtMs: number;
  /** Days; 0 is as long as the resource lives. */
  retentionDays: number;
  /** Of an audit event: what brought it first, kept as `tags['via']`; reconciliation counts what polls found. */
  via?: "poll" | "archive";
}

/** The row of a change; places and networks of addresses are looked up later. Pure. */
export function toChangeRow(told: ToldChange, origin: ChangeOrigin): ChangeRow {
  const { source, type, action, actor, app, owner, team, account, details } = told;
  const eventName = [type, action].filter((part) => part !== "").join(".") || "unknown";
  return {
    workspaceID: origin.resourceId,
    sourceID: origin.sourceId,
    sourceType: "heroku",
    sourceTTL: origin.retentionDays,
    receivedAt: origin.receivedAtMs,
    id: changeRowId(told),
    eventTime: told.atMs,
    eventName,
    eventID: told.eventId,
    srcIP: isIP(told.ip) === 0 ? "" : told.ip,
    srcASCountryCode: "",
    srcASNumber: 0,
    srcASOrganization: "",
    srcCity: "",
    srcConnectionType: "",
    srcISP: "",
    srcLatitude: 0,
    srcLongitude: 0,
    srcUserType: "",
    dstIP: "",
    dstASCountryCode: "",
    dstASNumber: 0,
    dstASOrganization: "",
    dstCity: "",
    dstConnectionType: "",
    dstISP: "",
    dstLatitude: 0,
    dstLongitude: 0,
    dstUserType: "",
    actor: known(actor),
    tags: origin.via ? { source, via: origin.via } : { source },
    resources: touched(told),
    serviceName: "heroku",
    enrichments: [],
    readOnly: READ_ACTIONS.has(action),
    rawLog: told.json ?? jsonOf(told.event),
    herokuId: source === "drain" ? "" : told.eventId,
    herokuAction: action,
    herokuCreatedAt: told.createdAtMs ?? 0,
    herokuType: type,
    herokuActorId: actor.id,
    herokuActorEmail: actor.email,
    herokuAppId: app.id,
    herokuAppName: app.name,
    herokuTeamId: team.id,
    herokuTeamName: team.name,
    herokuOwnerId: owner.id,
    herokuOwnerEmail: owner.email,
    herokuEnterpriseAccountId: account.id,
    herokuEnterpriseAccountName: account.name,
    herokuRequestIpAddress: told.ip,
    herokuData: jsonOf(told.data ?? {}),
    sentence:
      told.sentence ??
      describeChange({
        type,
        action,
        actor: actor.email || actor.id,
        app: app.name,
        team: team.name,
        account: account.name,
        details,
      }),
    subject: subjectOf(told),
  };
}

const READ_ACTIONS: ReadonlySet<string> = new Set([
  "access",
  "download",
  "export",
  "get",
  "list",
  "read",
  "show",
  "view",
]);

/** The first letter keeps the sources' ids apart. */
const PREFIXES: Record<ChangeSource, string> = { "audit-trail": "a", webhook: "w", drain: "d" };

/** Heroku's ids are UUIDs and fit a URL as they are; of anything else, and of an event without one, the hash does. */
export function changeRowId({ source, eventId, event }: Pick<ToldChange, "source" | "eventId" | "event">): string {
  const prefix = PREFIXES[source];
  if (/^[A-Za-z0-9_-]{1,100}$/.test(eventId)) return `${prefix}-${eventId}`;
  const named = eventId === "" ? canonicalJsonOf(event) : eventId;
  return `${prefix}-~${createHash("sha256").update(named).digest("hex").slice(0, 40)}`;
}

/** Entries of `resources`: what a person looks at, not what a database stores. */
const RESOURCES_MAX = 200;

function touched({ app, team, account, details }: ToldChange): string[] {
  const all = [
    ...(app.name ? [`app:${app.name}`] : []),
    ...details.names.map((name) => `${details.kind}:${name}`),
    ...(team.name ? [`team:${team.name}`] : []),
    ...(account.name ? [`enterprise_account:${account.name}`] : []),
  ];
  return [...new Set(all)].slice(0, RESOURCES_MAX);
}

/** Types of which the app says it all: sources name different things of them (a commit, a version, nothing). */
const WITHOUT_SUBJECT: ReadonlySet<string> = new Set(["app", "app_transfer", "code_release"]);
const SUBJECT_CHARS_MAX = 200;

function subjectOf({ type, details }: ToldChange): string {
  if (WITHOUT_SUBJECT.has(type)) return "";
  const names = [...new Set(details.names.map((name) => name.toLowerCase()))].sort().join(",");
  return names.length <= SUBJECT_CHARS_MAX ? names : createHash("sha256").update(names).digest("hex");
}

function known({ id, email }: Person): Record<string, string> {
  if (id === "") return email === "" ? {} : { email };
  return email === "" ? { id } : { id, email };
}
