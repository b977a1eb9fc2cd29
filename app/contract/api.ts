import type { Line, LineLevel } from "./line.ts";

/** RFC 9457 problem details; `code` is stable and listed in docs/errors.md. */
export interface Problem {
  type: string;
  title: string;
  status: number;
  detail: string;
  code: string;
  /** Names the fields at fault, where there are any. */
  errors?: { field: string; message: string }[];
}

/** `GET /api/v1/resource` */
export interface ResourceAnswer {
  id: string;
  /** Heroku's name of the add-on resource, for example `draintrail-round-10233`. */
  name: string;
  plan: { id: string; name: string; bytes_per_day: number; retention_days: number; audit_trail: boolean };
  region: string;
  state: "provisioned" | "provisioning";
  created_at: string;
  /** The billing app; null until Heroku's API has been read. */
  app: { id: string; name: string } | null;
  attachments: AttachmentAnswer[];
  usage: { day: string; bytes: number; bytes_per_day: number; lines: number; is_over_quota: boolean };
  /** Whether we can call Heroku's API for this resource, and what to do when we cannot. */
  heroku_access: { status: "pending" | "ok" | "none" | "broken"; advice: string | null };
  /** Who is looking: the SSO user, or the API token's prefix. */
  viewer: { kind: "session"; email: string; is_email_verified: boolean } | { kind: "token"; prefix: string };
}

export interface AttachmentAnswer {
  id: string;
  name: string | null;
  app: { id: string; name: string } | null;
  /** First 12 hex digits of the token's SHA-256: enough to compare, useless to forge. */
  log_drain_token_fingerprint: string;
  created_at: string;
  last_frame_at: string | null;
}

/** `GET /api/v1/drains`: the drains a customer sets by hand; a revoked one stays listed for 30 days. */
export interface ManualDrainsAnswer {
  data: ManualDrainAnswer[];
}

export interface ManualDrainAnswer {
  id: string;
  name: string;
  created_at: string;
  /** Null when nothing came in the last three days. */
  last_frame_at: string | null;
  /** The first `Logplex-Drain-Token` seen becomes the only one accepted. */
  is_pinning: boolean;
  /** First 12 hex digits of the pinned token's SHA-256; null until a token was seen under the current secret. */
  pinned_token_fingerprint: string | null;
  rotated_at: string | null;
  revoked_at: string | null;
}

/** `POST /api/v1/drains`: `url` holds the secret, which is said this once. */
export interface ManualDrainSecretAnswer extends ManualDrainAnswer {
  url: string;
  command: string;
}

/** `POST /api/v1/drains/:id/rotate` */
export interface ManualDrainRotatedAnswer extends ManualDrainSecretAnswer {
  previous_secret_valid_until: string;
}

/** `GET /api/v1/tokens`: oldest first; a revoked one stays listed for 30 days. */
export interface ApiTokensAnswer {
  data: ApiTokenAnswer[];
}

export interface ApiTokenAnswer {
  id: string;
  name: string;
  /** `dt_` and eight characters: to tell tokens apart. */
  prefix: string;
  /** `read` looks, `admin` also changes. */
  scopes: ("read" | "admin")[];
  created_at: string;
  /** To the minute. */
  last_used_at: string | null;
  expires_at: string | null;
  revoked_at: string | null;
}

/** `POST /api/v1/tokens`: `token` is said this once. */
export interface ApiTokenSecretAnswer extends ApiTokenAnswer {
  token: string;
}

/** `GET /api/v1/visits`: who opened the dashboard by single sign-on, newest first. */
export interface VisitsAnswer {
  data: {
    at: string;
    email: string;
    /** False: the older sign-in token was used, which does not vouch for the user. */
    is_email_verified: boolean;
    user_id: string;
    /** The page landed on. */
    opened: string;
    /** The app from which it was opened, as the browser said. */
    app: string | null;
  }[];
}

/** `GET /api/v1/logs`; `diagnostics` says what in the query was read leniently. */
export interface LogsAnswer {
  data: Line[];
  next_cursor: string | null;
  /** True: the search took too long after these lines; there may be more beyond the last one. */
  partial?: true;
  diagnostics: QueryDiagnostic[];
}

/** `GET /api/v1/logs/:id/context` */
export interface ContextAnswer {
  before: Line[];
  line: Line;
  after: Line[];
}

/** `GET /api/v1/logs/histogram`: `start` of each bucket (UTC), lines in it, and how many are `error` or `fatal`. */
export interface HistogramAnswer {
  data: { start: string; count: number; errors: number }[];
  bucket_seconds: number;
  changes: Change[];
  diagnostics: QueryDiagnostic[];
}

/** `GET /api/v1/logs/fields`: the commonest values of each field among the matching lines, commonest first. */
export interface FieldsAnswer {
  data: Facet[];
  /** Matching lines; never sampled. */
  lines: number;
  /** True: the counts below were taken on a part of the lines and scaled to all of them. */
  sampled: boolean;
  /** The part, between 0 and 1; only when sampled. */
  sample_rate?: number;
  diagnostics: QueryDiagnostic[];
}

/** `field` and `value` as a query asks for them: `field:value`. */
export interface Facet {
  field: string;
  values: { value: string; count: number }[];
}

/** `GET /api/v1/logs/trace/:request_id`: a request's lines and its dyno's state lines within the range, oldest first. */
export interface TraceAnswer {
  data: Line[];
  /** `web.1`; null when no line says which. */
  dyno: string | null;
  from: string;
  to: string;
}

/** `GET /api/v1/stats/router`: `start` of each bucket (UTC); `total` is taken over all requests of the range. */
export interface RouterStatsAnswer {
  data: ({ start: string } & RouterStats)[];
  bucket_seconds: number;
  total: RouterStats;
}

export interface RouterStats {
  requests: number;
  /** `none`: the client left before there was a status. */
  status: Record<"1xx" | "2xx" | "3xx" | "4xx" | "5xx" | "none", number>;
  /** Sent to clients. */
  bytes: number;
  /** Milliseconds between the router and the dyno; null without a request. */
  service_ms: { p50: number | null; p95: number | null; p99: number | null };
}

/** `GET /api/v1/stats/dynos`: per process what Heroku's log-runtime-metrics reported; means, but for quota and `_max`. */
export interface DynoStatsAnswer {
  data: {
    process: string;
    app: { id: string; name: string } | null;
    data: ({ start: string } & DynoStats)[];
  }[];
  bucket_seconds: number;
}

/** Null where nothing was reported. */
export interface DynoStats {
  memory_mb: {
    rss: number | null;
    rss_max: number | null;
    total: number | null;
    total_max: number | null;
    quota: number | null;
  };
  load: { avg_1m: number | null; avg_5m: number | null; avg_15m: number | null };
}

/** A change worth a mark on the time line; all of it is at `GET /api/v1/changes/:id`. */
export interface Change {
  id: string;
  at: string;
  /** `config_change.set`, as Heroku's audit trail names it. */
  type: string;
  actor: string | null;
  sentence: string;
  app: { id: string; name: string } | null;
}

/** `GET /api/v1/ledger`: all in lines but `frames`; received = stored + shed + rejected in every row. */
export interface LedgerAnswer {
  data: {
    hour: string;
    frames: number;
    received: number;
    stored: number;
    shed: number;
    rejected: number;
    rejected_by: Record<string, number>;
    duplicates: number;
    quarantined: number;
    expired: number;
    upstream_dropped: number;
  }[];
}

/** Where in the query string, counted in UTF-16 units, half open. */
export interface QueryDiagnostic {
  from: number;
  to: number;
  severity: "error" | "warning" | "hint";
  message: string;
}

/** Server-sent events of `GET /api/v1/logs/tail`. */
export type TailEvent = { event: "line"; data: Line } | { event: "skipped"; data: { count: number } };

/** Which levels the histogram counts as errors. */
export const ERROR_LEVELS: readonly LineLevel[] = ["error", "fatal"];
