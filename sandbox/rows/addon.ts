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
