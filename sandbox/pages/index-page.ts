import { streamRate } from "../audit/trail.ts";
import type { SandboxContext } from "../context.ts";
import { defaultOwnerApiKey } from "../platform/default-owner.ts";
import type { EnterpriseAccountRow } from "../rows/account.ts";
import type { ResourceRow } from "../rows/addon.ts";
import type { AppRow } from "../rows/app.ts";
import { escapeHtml, pageHtml } from "./layout.ts";

/** What is on this Heroku, with buttons to make something happen. */
export function indexPage(ctx: SandboxContext): string {
  const apps = ctx.state.apps.map((app) => appSection(ctx, app)).join("\n");
  const empty = `<section><p>No apps yet. <code>npm run sandbox -- demo</code> makes one.</p></section>`;
  return pageHtml(
    "Local Heroku",
    `<h1>Local Heroku</h1>
<p>A stand-in for Heroku on this machine. Add-on <code>${escapeHtml(ctx.manifest.id)}</code>, partner at
<code>${escapeHtml(ctx.manifest.baseUrl)}</code>.</p>
<p>The Heroku CLI works against it:
<code>HEROKU_HOST=${escapeHtml(ctx.url())} HEROKU_API_KEY=${defaultOwnerApiKey} npx heroku addons -A</code></p>
${ctx.state.enterpriseAccounts.map((account) => accountSection(ctx, account)).join("\n")}
${apps || empty}`,
  );
}

/** An enterprise account, who may read its audit trail, and a token to opt in with. */
function accountSection(ctx: SandboxContext, account: EnterpriseAccountRow): string {
  const members = account.members.map(({ userId, permissions }) => {
    const email = ctx.state.users.find((user) => user.id === userId)?.email ?? "";
    const tokens = ctx.state.authorizations
      .filter((row) => row.userId === userId && row.clientId === null)
      .map((row) => `<code>${escapeHtml(row.accessToken)}</code> (${escapeHtml(row.scope.join(" "))})`);
    return `<tr><td>${escapeHtml(email)}</td><td>${escapeHtml(permissions.join(", "))}</td><td>${tokens.join("<br>")}</td></tr>`;
  });
  return `<section>
<h2>Enterprise account ${escapeHtml(account.name)}</h2>
<p>Audit trail since ${escapeHtml(account.trail?.startsOn ?? account.createdAt.slice(0, 10))}. Reading it takes the permission
manage, and an add-on on a plan with the audit trail.</p>
<table><thead><tr><th>Member</th><th>Permissions</th><th>API tokens</th></tr></thead><tbody>${members.join("\n")}</tbody></table>
<form method="post" action="/sandbox/audit">
<input type="hidden" name="account" value="${escapeHtml(account.name)}">
<label>Events per minute <input type="number" name="events_per_minute" min="0" max="6000" step="any" value="${streamRate(account)}"></label>
<button type="submit">Set events</button>
</form>
</section>`;
}

/** Draintrail opens the audit trail on this plan alone. */
const auditPlan = "enterprise";

function upgradeButton(resource: ResourceRow): string {
  if (resource.plan === auditPlan || resource.state !== "provisioned") return "";
  return `<form method="post" action="/sandbox/plan"><input type="hidden" name="resource" value="${resource.id}">
<input type="hidden" name="plan" value="${auditPlan}"><button type="submit">Upgrade to ${auditPlan}</button></form>`;
}

function appSection(ctx: SandboxContext, app: AppRow): string {
  const owner = ctx.state.users.find((user) => user.id === app.ownerId)?.email ?? "";
  const rate = ctx.traffic.rateOf(app.id);
  const attachments = ctx.state.attachments.filter((row) => row.appId === app.id);
  const rows = attachments.map((attachment) => {
    const resource = ctx.state.resources.find((row) => row.id === attachment.resourceId);
    if (!resource) return "";
    const open = `/sso/${app.id}/${resource.id}`;
    return `<tr><td>${escapeHtml(attachment.name)}</td><td>${escapeHtml(resource.name)}</td><td>${escapeHtml(resource.plan)}</td>
<td>${resource.state}</td><td><a href="${open}">Open dashboard</a> ${upgradeButton(resource)}</td></tr>`;
  });
  const table = `<table><thead><tr><th>Attachment</th><th>Add-on</th><th>Plan</th><th>State</th><th></th></tr></thead>
<tbody>${rows.join("\n")}</tbody></table>`;
  return `<section>
<h2>${escapeHtml(app.name)}</h2>
<p>${escapeHtml(owner)} · ${rate > 0 ? `${rate} lines per second` : "quiet"}</p>
${rows.length > 0 ? table : "<p>No add-ons.</p>"}
<form method="post" action="/sandbox/traffic">
<input type="hidden" name="app" value="${escapeHtml(app.name)}">
<label>Lines per second <input type="number" name="lines_per_second" min="0" max="50000" value="${rate || 20}"></label>
<button type="submit">Set traffic</button>
</form>
${noiseButtons(app)}
</section>`;
}

function noiseButtons(app: AppRow): string {
  const labels = {
    deploy: "Deploy",
    crash: "Crash a dyno",
    h12: "H12 burst",
    r14: "Memory over quota",
    config: "Change config vars",
    scale: "Scale",
    console: "Open a console",
  };
  const buttons = Object.entries(labels).map(
    ([kind, label]) => `<form method="post" action="/sandbox/noise">
<input type="hidden" name="app" value="${escapeHtml(app.name)}"><input type="hidden" name="kind" value="${kind}">
<button type="submit">${label}</button>
</form>`,
  );
  return `<div>${buttons.join("\n")}</div>`;
}
