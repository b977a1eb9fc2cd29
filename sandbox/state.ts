import type { AuthorizationRow, EnterpriseAccountRow, TeamRow, UserGrantRow, UserRow } from "./rows/account.ts";
import type { AttachmentRow, DrainRow, GrantRow, ResourceRow, TokenRow } from "./rows/addon.ts";
import type { AppRow, CollaboratorRow, DomainRow, ReleaseRow } from "./rows/app.ts";
import type { AuditEventRow } from "./rows/audit.ts";
import type { WebhookDeliveryRow, WebhookEventRow, WebhookRow } from "./rows/webhook.ts";

/**
 * Everything the sandbox remembers, as plain JSON. One row type per Heroku noun (`rows/`); rows point at each other by id.
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

/**
 * The recipe of an account's made-up audit trail. The same recipe writes the same events on every start, so that a
 * month of a hundred thousand events costs one row, and its archive keeps its checksum.
 */

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
