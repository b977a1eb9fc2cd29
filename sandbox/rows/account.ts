import type { AuditTrailRow } from "./audit.ts";

export interface UserRow {
  id: string;
  email: string;
  name: string | null;
  /** The user's bearer token for the Platform API. */
  apiKey: string;
  createdAt: string;
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
