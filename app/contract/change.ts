import type { z } from "zod";
import type * as answers from "./answers/changes.ts";

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
  /** 1970 when Heroku did not date it. */
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

/** The answers of `/api/v1/changes`; `answers/changes.ts` says what each member is. */
export type ChangeAnswer = z.infer<typeof answers.changeAnswer>;
export type ChangesAnswer = z.infer<typeof answers.changesAnswer>;
export type ChangeDetailAnswer = z.infer<typeof answers.changeDetailAnswer>;
export type ChangesAroundAnswer = z.infer<typeof answers.changesAroundAnswer>;
export type SuspectChange = z.infer<typeof answers.suspectChange>;
export type ChangesHistogramAnswer = z.infer<typeof answers.changesHistogramAnswer>;
export type Attribution = z.infer<typeof answers.attribution>;
