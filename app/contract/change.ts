import type { QueryDiagnostic } from "./api.ts";

/**
 * The 52 columns of `heroku_audit_logs`, in order, with their ClickHouse types. Names and types are those of the table
 * that RunReveal documents for Heroku, so that rules and queries written for it run here. One table for the store's
 * writer, the API and the exports; a test holds it against the created table.
 */
export const CHANGE_COLUMNS = {
  /** The Draintrail resource the row belongs to. */
  workspaceID: "String",
  /** Where it came from: the audit source, the webhook subscription or the drain, by id. */
  sourceID: "String",
  /** Always `heroku`. */
  sourceType: "String",
  /** Days the row is kept, counted from receipt; 0: as long as the resource lives. */
  sourceTTL: "UInt32",
  /** When we first had it. */
  receivedAt: "DateTime64(3, 'UTC')",
  /** Ours: unique within the resource, the same for the same event however often it is read, fit for a URL. */
  id: "String",
  /** When it happened, as Heroku says. */
  eventTime: "DateTime64(3, 'UTC')",
  /** `config_change.set`: type and action in Heroku's audit trail words, whatever the source. */
  eventName: "String",
  /** The source's own id of the event: of an audit or a webhook event Heroku's; of a log line the line's. */
  eventID: "String",
  /** Of the request; empty where the source tells none (webhooks, log lines). */
  srcIP: "String",
  srcASCountryCode: "String",
  srcASNumber: "UInt32",
  srcASOrganization: "String",
  srcCity: "String",
  /** No free source tells these three; they stay empty rather than guessed. */
  srcConnectionType: "String",
  srcISP: "String",
  /** 0 and 0 when unknown. */
  srcLatitude: "Float64",
  srcLongitude: "Float64",
  srcUserType: "String",
  /** A change of an account has no destination address: all dst columns are empty. */
  dstIP: "String",
  dstASCountryCode: "String",
  dstASNumber: "UInt32",
  dstASOrganization: "String",
  dstCity: "String",
  dstConnectionType: "String",
  dstISP: "String",
  dstLatitude: "Float64",
  dstLongitude: "Float64",
  dstUserType: "String",
  /** `id`, `email`: those that are known. */
  actor: "Map(String, String)",
  /** `source`: `audit-trail`, `webhook` or `drain`; `via` of an audit event: `poll` or `archive`, what brought it first. */
  tags: "Map(String, String)",
  /** What was touched, as `app:harbor-quay`, `addon:postgresql-curved-1`, `config_var:PAYMENT_KEY`. */
  resources: "Array(String)",
  /** Always `heroku`. */
  serviceName: "String",
  /** What was looked up for the row, by whom, and how old their data was. */
  enrichments: "Array(Tuple(data Map(String, String), name String, provider String, type String, value String))",
  readOnly: "Bool",
  /** The event as received, as JSON. */
  rawLog: "String",
  herokuId: "String",
  herokuAction: "String",
  herokuCreatedAt: "DateTime64(3, 'UTC')",
  herokuType: "String",
  herokuActorId: "String",
  herokuActorEmail: "String",
  herokuAppId: "String",
  herokuAppName: "String",
  herokuTeamId: "String",
  herokuTeamName: "String",
  herokuOwnerId: "String",
  herokuOwnerEmail: "String",
  herokuEnterpriseAccountId: "String",
  herokuEnterpriseAccountName: "String",
  herokuRequestIpAddress: "String",
  /** The event's `data`, as JSON. */
  herokuData: "String",
} as const;

export type ChangeColumn = keyof typeof CHANGE_COLUMNS;

export interface Enrichment {
  data: Record<string, string>;
  name: string;
  provider: string;
  type: string;
  value: string;
}

/** What a value of each ClickHouse type is here; times are strings in the API and milliseconds in the store. */
interface ColumnValues<Time> {
  String: string;
  UInt32: number;
  Float64: number;
  Bool: boolean;
  "DateTime64(3, 'UTC')": Time;
  "Array(String)": string[];
  "Map(String, String)": Record<string, string>;
  "Array(Tuple(data Map(String, String), name String, provider String, type String, value String))": Enrichment[];
}

/** One value for each of the 52 columns. */
export type ChangeColumns<Time> = {
  [Column in ChangeColumn]: ColumnValues<Time>[(typeof CHANGE_COLUMNS)[Column]];
};

/** Who tells of a change; the best informed first. */
export const CHANGE_SOURCES = ["audit-trail", "webhook", "drain"] as const;
export type ChangeSource = (typeof CHANGE_SOURCES)[number];

/**
 * One change as the API gives it: the 52 columns by name, times in RFC 3339 with milliseconds. When several sources told
 * of it, the columns are those of the best informed one and `sources` names them all; `id` stays the same when another
 * source joins later.
 */
export interface ChangeAnswer extends ChangeColumns<string> {
  /** For people: `dana@example.com set PAYMENT_KEY on harbor-quay`. Hostile text is possible in every part of it. */
  sentence: string;
  sources: ChangeSource[];
}

/** `GET /api/v1/changes`: newest first. */
export interface ChangesAnswer {
  data: ChangeAnswer[];
  next_cursor: string | null;
  /** True: the search took too long after these changes; there may be more beyond the last one. */
  partial?: true;
  diagnostics: QueryDiagnostic[];
  /** To be shown where places and networks of addresses are shown; empty when no row has any. */
  attribution: Attribution[];
}

/** Whose data places and networks of addresses come from. */
export interface Attribution {
  text: string;
  url: string;
}

/** `GET /api/v1/changes/:id` */
export interface ChangeDetailAnswer {
  change: ChangeAnswer;
  /** What each source told, the best informed first. */
  told_by: ChangeAnswer[];
  attribution: Attribution[];
}

/** `GET /api/v1/changes/around`: what changed before a moment, the likeliest cause first. */
export interface ChangesAroundAnswer {
  at: string;
  data: SuspectChange[];
  attribution: Attribution[];
}

export interface SuspectChange extends ChangeAnswer {
  /** Before the moment. */
  seconds_before: number;
  /** How the change relates to the app that was asked about; `resource` when no app was. */
  relation: "app" | "team" | "account" | "resource";
  /** For people: `on harbor-quay, 42 s before`. */
  reason: string;
}

/** `GET /api/v1/changes/histogram`: `start` of each bucket (UTC) and the changes in it by type; every change once. */
export interface ChangesHistogramAnswer {
  data: { start: string; count: number; by_type: Record<string, number> }[];
  bucket_seconds: number;
  diagnostics: QueryDiagnostic[];
}
