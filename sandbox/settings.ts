import type { Clock } from "./clock.ts";
import { systemClock } from "./clock.ts";
import type { PartnerOverride } from "./manifest.ts";

/** Heroku's numbers, each changeable so that a test need not wait for them. */
export interface Settings {
  /** Seconds a grant code can be exchanged. Source: heroku/sudo-sandwich README. */
  grantSeconds: number;
  /** `expires_in` of an access token, in seconds. Source: heroku/sudo-sandwich fixture. */
  accessTokenSeconds: number;
  /** Whether a refresh answers with a new refresh token and voids the old one. */
  rotateRefreshTokens: boolean;
  /** A provisioning call that takes longer fails. Source: Dev Center "Add-on Partner API Reference". */
  partnerTimeoutMs: number;
  logplex: LogplexSettings;
  webhooks: WebhookSettings;
  /** Token bucket of Platform API calls per account. Source: Dev Center "Platform API Reference", rate limits. */
  rateLimit: { tokensMax: number; tokensPerMinute: number };
  audit: AuditSettings;
  oauthClient: OauthClientSettings;
  /** Webhook includes a partner may subscribe to. Source: heroku/webhooks-docs README. */
  partnerIncludes: string[];
}

/** Source of the numbers: heroku/logplex `logplex.app.src`, `logplex_http_drain.erl`. */
export interface LogplexSettings {
  /** How long messages are collected before a frame is cut. Ours: Logplex itself sends as soon as it is idle. */
  flushIntervalMs: number;
  /** A batch stays strictly below this many bytes. */
  batchBytesTarget: number;
  bufferMessages: number;
  /** The buffer's size after `shrinkAfterMs` without a success. */
  shrunkBufferMessages: number;
  shrinkAfterMs: number;
  triesMax: number;
  connectTimeoutMs: number;
  responseTimeoutMs: number;
  idleCloseMs: number;
  /** Unit of the reconnect delay; the delay is this times 0..511. */
  connectBackoffUnitMs: number;
}

/** Source: heroku/webhooks-docs README (alpha text: about 180 tries over seven days, hourly at most). */
export interface WebhookSettings {
  triesMax: number;
  retryBaseMs: number;
  retryMaxMs: number;
  timeoutMs: number;
}

/** Where public sources are silent about the audit trail, a number or a choice here says what the sandbox does. */
export interface AuditSettings {
  /** Events in one answer; more make it 206 with `Next-Range`. Heroku documents no limit. */
  eventsPageMax: number;
  /** Days before today that `day` reaches; null for all of them. Not documented. */
  daysBackMax: number | null;
  /** Scopes that open events and archives, besides `global`. The guides use `global`; the least is not documented. */
  readScopes: string[];
  /** `{"entries": [...]}` as Dev Center's jq hint has it, or the bare array of the heroku/cli fixtures. */
  archiveShape: "entries" | "array";
  /** Whether the month that is not over is in the list. */
  listCurrentMonth: boolean;
  /** How long the link to an archive can be followed. */
  linkSeconds: number;
}

/** The OAuth client a service signs users in with, as one registers it at Heroku. */
export interface OauthClientSettings {
  id: string;
  secret: string;
  name: string;
  /** On the partner's origin, wherever that is. */
  callbackPath: string;
}

export interface SandboxOptions {
  /** 0, the default, takes any free port. */
  port?: number;
  host?: string;
  /** Where the state is kept; left out, nothing survives a restart. */
  dataDir?: string | null;
  /** The add-on manifest, parsed or as a path; default `addon-manifest.json` in the working directory. */
  manifest?: unknown;
  partner?: PartnerOverride;
  clientSecret?: string;
  clock?: Clock;
  /** Seed of the traffic; the same seed writes the same lines. */
  seed?: number;
  settings?: DeepPartial<Settings>;
  /** Diagnostics, one line each; default silent. */
  log?: (line: string) => void;
}

export type DeepPartial<T> = {
  [K in keyof T]?: T[K] extends string[] ? T[K] : T[K] extends object ? Partial<T[K]> : T[K];
};

export const defaultClientSecret = "sandbox-client-secret";

export const defaultSettings: Settings = {
  grantSeconds: 300,
  accessTokenSeconds: 28_799,
  rotateRefreshTokens: true,
  partnerTimeoutMs: 25_000,
  logplex: {
    flushIntervalMs: 250,
    batchBytesTarget: 102_400,
    bufferMessages: 1_024,
    shrunkBufferMessages: 10,
    shrinkAfterMs: 5 * 60_000,
    triesMax: 3,
    connectTimeoutMs: 3_000,
    responseTimeoutMs: 5_000,
    idleCloseMs: 144_000,
    connectBackoffUnitMs: 10,
  },
  webhooks: { triesMax: 180, retryBaseMs: 1_000, retryMaxMs: 3_600_000, timeoutMs: 10_000 },
  rateLimit: { tokensMax: 4_500, tokensPerMinute: 75 },
  audit: {
    eventsPageMax: 1_000_000,
    daysBackMax: null,
    readScopes: [],
    archiveShape: "entries",
    listCurrentMonth: true,
    linkSeconds: 300,
  },
  oauthClient: {
    id: "5b0f7c1e-3a52-4c55-9b0e-2d1b6f0a9e11",
    secret: "sandbox-oauth-client-secret",
    name: "Draintrail",
    callbackPath: "/oauth/callback",
  },
  partnerIncludes: [
    "api:addon",
    "api:addon-attachment",
    "api:app",
    "api:collaborator",
    "api:domain",
    "api:sni-endpoint",
    "api:ssl-endpoint",
  ],
};

export function mergeSettings(changes: DeepPartial<Settings> = {}): Settings {
  return {
    ...defaultSettings,
    ...changes,
    logplex: { ...defaultSettings.logplex, ...changes.logplex },
    webhooks: { ...defaultSettings.webhooks, ...changes.webhooks },
    rateLimit: { ...defaultSettings.rateLimit, ...changes.rateLimit },
    audit: { ...defaultSettings.audit, ...changes.audit },
    oauthClient: { ...defaultSettings.oauthClient, ...changes.oauthClient },
  };
}

export { systemClock };
