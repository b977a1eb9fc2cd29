/**
 * Everything the sandbox remembers, as plain JSON. One row type per Heroku noun; rows point at each other by id.
 * Dates are ISO 8601 strings. Secrets are kept in the clear: every one of them is made up here and opens nothing else.
 */
export interface State {
  /** Raised when a row changes shape; a file of another version is set aside, not read. */
  version: 1;
  clientSecret: string;
  users: UserRow[];
  apps: AppRow[];
  resources: ResourceRow[];
  attachments: AttachmentRow[];
  drains: DrainRow[];
  grants: GrantRow[];
  tokens: TokenRow[];
  webhooks: WebhookRow[];
  webhookEvents: WebhookEventRow[];
  webhookDeliveries: WebhookDeliveryRow[];
  releases: ReleaseRow[];
  collaborators: CollaboratorRow[];
  domains: DomainRow[];
  teams: TeamRow[];
  enterpriseAccounts: EnterpriseAccountRow[];
  /** Events of changes made through the sandbox; what an account's trail makes up is computed, not kept. */
  auditEvents: AuditEventRow[];
  authorizations: AuthorizationRow[];
  userGrants: UserGrantRow[];
  /** Where the partner was last time; null before the first start. */
  partnerOrigin: string | null;
  /** Resources whose demo history was already sent, so that a restart does not send it twice. */
  historySentTo: string[];
}

export interface UserRow {
  id: string;
  email: string;
  name: string | null;
  /** The user's bearer token for the Platform API. */
  apiKey: string;
  createdAt: string;
}

export interface AppRow {
  id: string;
  /** Appears in log-runtime-metrics lines as `heroku.<numericId>.<uuid>`. */
  numericId: number;
  name: string;
  ownerId: string;
  teamId: string | null;
  maintenance: boolean;
  config: Record<string, string>;
  /** Host name of the app, never a real one. */
  host: string;
  releasedAt: string | null;
  createdAt: string;
  updatedAt: string;
}

/** One provisioned add-on. `id` is the uuid sent to the partner. */
export interface ResourceRow {
  id: string;
  name: string;
  /** The billing app. */
  appId: string;
  /** Plan slug without the service prefix. */
  plan: string;
  /** `deprovisioned` rows are tombstones: hidden from the API, kept so that calls can be repeated on them. */
  state: "provisioning" | "provisioned" | "deprovisioning" | "deprovisioned";
  /** What the partner answered as `id`. */
  providerId: string | null;
  provisionMessage: string | null;
  /** Config as the partner named it, with the manifest's prefix. */
  config: Record<string, string>;
  options: Record<string, string>;
  logDrainUrl: string | null;
  /** Who created it. */
  userId: string;
  createdAt: string;
  updatedAt: string;
}

export interface AttachmentRow {
  id: string;
  name: string;
  resourceId: string;
  appId: string;
  createdAt: string;
  updatedAt: string;
}

/** `url` is null until the partner has answered with `log_drain_url`; such a drain sends nothing. */
export interface DrainRow {
  id: string;
  token: string;
  url: string | null;
  appId: string;
  /** Null for a drain a customer added by hand. */
  resourceId: string | null;
  createdAt: string;
  updatedAt: string;
}

export interface GrantRow {
  code: string;
  resourceId: string;
  expiresAt: string;
  usedAt: string | null;
}

export interface TokenRow {
  accessToken: string;
  refreshToken: string;
  resourceId: string;
  /** Of the access token; the refresh token lives as long as the resource. */
  expiresAt: string;
}

export interface WebhookRow {
  id: string;
  resourceId: string;
  include: string[];
  level: "notify" | "sync";
  url: string;
  secret: string;
  authorization: string | null;
  createdAt: string;
  updatedAt: string;
}

export interface WebhookEventRow {
  id: string;
  resourceId: string;
  include: string;
  payload: WebhookPayload;
  createdAt: string;
  updatedAt: string;
}

export interface WebhookPayload {
  action: "create" | "update" | "destroy";
  actor: { id: string; email: string };
  data: Record<string, unknown>;
  previous_data: Record<string, unknown>;
  resource: string;
  version: string;
}

export interface WebhookDeliveryRow {
  id: string;
  resourceId: string;
  webhookId: string;
  eventId: string;
  include: string;
  status: "pending" | "scheduled" | "retrying" | "failed" | "succeeded";
  numAttempts: number;
  nextAttemptAt: string | null;
  lastAttempt: WebhookAttempt | null;
  createdAt: string;
  updatedAt: string;
}

export interface WebhookAttempt {
  id: string;
  code: number | null;
  error_class: string | null;
  status: "scheduled" | "succeeded" | "failed";
  created_at: string;
  updated_at: string;
}

export interface ReleaseRow {
  id: string;
  appId: string;
  version: number;
  description: string;
  userId: string;
  createdAt: string;
}

export interface CollaboratorRow {
  id: string;
  appId: string;
  userId: string;
  createdAt: string;
  updatedAt: string;
}

export interface DomainRow {
  id: string;
  appId: string;
  hostname: string;
  kind: "heroku" | "custom";
  createdAt: string;
  updatedAt: string;
}

export interface TeamRow {
  id: string;
  name: string;
  enterpriseAccountId: string | null;
  members: { id: string; userId: string; role: "admin" | "member" | "viewer"; createdAt: string }[];
  createdAt: string;
  updatedAt: string;
}

export interface EnterpriseAccountRow {
  id: string;
  name: string;
  members: { id: string; userId: string; permissions: string[] }[];
  /** What the account's audit trail is computed from; null until there is one. */
  trail: AuditTrailRow | null;
  createdAt: string;
  updatedAt: string;
}

/**
 * The recipe of an account's made-up audit trail. The same recipe writes the same events on every start, so that a
 * month of a hundred thousand events costs one row, and its archive keeps its checksum.
 */
export interface AuditTrailRow {
  seed: number;
  /** First UTC day with events, `YYYY-MM-DD`. */
  startsOn: string;
  /** Events of the history end here, ISO 8601; from then on there are streams and real changes. */
  endsAt: string;
  /** On a working day, on average. */
  eventsPerDay: number;
  /** Taken when the trail was made: an app renamed later does not change what is past. */
  cast: AuditCast;
  streams: AuditStreamRow[];
}

export interface AuditCast {
  account: { id: string; name: string };
  /** Colleagues, then people from outside. */
  actors: { id: string; email: string }[];
  outsiders: { id: string; email: string }[];
  apps: {
    app: { id: string; name: string };
    owner: { id: string; email: string };
    team: { id: string; name: string };
  }[];
}

/** A time in which events come at a rate; `until` is null while it lasts. */
export interface AuditStreamRow {
  from: string;
  until: string | null;
  eventsPerMinute: number;
}

/** One audit trail event, in the Platform API's own shape (schema `audit-trail-event`). */
export interface AuditEventRow {
  id: string;
  type: string;
  action: string;
  created_at: string;
  actor: { id: string; email: string } | null;
  app: { id: string; name: string } | null;
  owner: { id: string; email: string } | null;
  team: { id: string; name: string } | null;
  enterprise_account: { id: string; name: string } | null;
  request: { ip_address: string } | null;
  data: Record<string, unknown> | null;
}

/** A user's OAuth authorization with its access token (schema `oauth-authorization`). Removing it revokes the token. */
export interface AuthorizationRow {
  id: string;
  userId: string;
  description: string;
  scope: string[];
  /** The client it was granted to; null when the user made it, as with `heroku authorizations:create`. */
  clientId: string | null;
  accessToken: string;
  accessTokenId: string;
  /** Null: does not expire. */
  expiresAt: string | null;
  /** Null for one the user made. */
  refreshToken: string | null;
  createdAt: string;
  updatedAt: string;
}

/** What the user allowed at id.heroku.com, until the client fetches its token. */
export interface UserGrantRow {
  code: string;
  userId: string;
  scope: string[];
  expiresAt: string;
  usedAt: string | null;
  /** PKCE (RFC 7636); null when the client sent no challenge. */
  challenge: { value: string; method: "plain" | "S256" } | null;
}

export function emptyState(clientSecret: string): State {
  return {
    version: 1,
    clientSecret,
    users: [],
    apps: [],
    resources: [],
    attachments: [],
    drains: [],
    grants: [],
    tokens: [],
    webhooks: [],
    webhookEvents: [],
    webhookDeliveries: [],
    releases: [],
    collaborators: [],
    domains: [],
    teams: [],
    enterpriseAccounts: [],
    auditEvents: [],
    authorizations: [],
    userGrants: [],
    partnerOrigin: null,
    historySentTo: [],
  };
}
