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
  };
}

export { systemClock };
