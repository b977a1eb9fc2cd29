import type { SandboxContext } from "./context.ts";
import { newUuid } from "./ids.ts";
import type { UserRow } from "./rows/account.ts";
import type { AppRow } from "./rows/app.ts";
import type { AuditEventRow } from "./rows/audit.ts";
import type { WebhookPayload } from "./rows/webhook.ts";
import { apiLine } from "./traffic/api-lines.ts";
import { emitWebhookEvent } from "./webhooks/events.ts";

/** Audit events kept; the oldest go first. */
const auditEventsMax = 20_000;

/** One thing a user changed about an app, and the three places Heroku tells of it. */
export interface AppChange {
  app: AppRow;
  actor: UserRow;
  /** `app api` lines, without newline. */
  lines?: string[];
  audit?: { type: string; action: string; data: Record<string, unknown> };
  webhook?: {
    /** For example `addon-attachment`; the include is `api:` and this. */
    resource: string;
    action: WebhookPayload["action"];
    data: Record<string, unknown>;
    previousData?: Record<string, unknown>;
    /** Add-ons told; default every add-on attached to the app. */
    resourceIds?: string[];
  };
}

/** Writes the app's log line, the audit trail event and the webhook event of one change. */
export function recordChange(ctx: SandboxContext, change: AppChange): void {
  const { app, lines, audit, webhook, actor } = change;
  const nowMs = ctx.clock.now();
  if (lines) {
    ctx.logplex.write(
      app.id,
      lines.map((line) => apiLine(nowMs, line)),
    );
  }
  if (audit) recordAuditEvent(ctx, change, audit);
  if (webhook) {
    emitWebhookEvent(ctx, {
      resource: webhook.resource,
      action: webhook.action,
      actor: { id: actor.id, email: actor.email },
      data: webhook.data,
      previousData: webhook.previousData ?? {},
      resourceIds: webhook.resourceIds ?? attachedTo(ctx, app.id),
    });
  }
  ctx.save();
}

/** Source of the shape: heroku/platform-api `schema.json`, `audit-trail-event`. */
function recordAuditEvent(
  ctx: SandboxContext,
  { app, actor }: AppChange,
  audit: { type: string; action: string; data: Record<string, unknown> },
): void {
  const { state } = ctx;
  const owner = state.users.find((user) => user.id === app.ownerId);
  const team = state.teams.find((row) => row.id === app.teamId);
  const account = state.enterpriseAccounts.find((row) => row.id === team?.enterpriseAccountId);
  const event: AuditEventRow = {
    id: newUuid(),
    type: audit.type,
    action: audit.action,
    created_at: new Date(ctx.clock.now()).toISOString(),
    actor: { id: actor.id, email: actor.email },
    app: { id: app.id, name: app.name },
    owner: owner ? { id: owner.id, email: owner.email } : null,
    team: team ? { id: team.id, name: team.name } : null,
    enterprise_account: account ? { id: account.id, name: account.name } : null,
    request: { ip_address: "203.0.113.24" },
    data: audit.data,
  };
  state.auditEvents.push(event);
  if (state.auditEvents.length > auditEventsMax) state.auditEvents.shift();
}

function attachedTo(ctx: SandboxContext, appId: string): string[] {
  const attachments = ctx.state.attachments.filter((row) => row.appId === appId);
  return [...new Set(attachments.map((row) => row.resourceId))];
}
