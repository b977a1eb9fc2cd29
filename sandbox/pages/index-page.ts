import type { SandboxContext } from "../context.ts";
import { defaultOwnerApiKey } from "../platform/default-owner.ts";
import type { AppRow } from "../state.ts";
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
${apps || empty}`,
  );
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
<td>${resource.state}</td><td><a href="${open}">Open dashboard</a></td></tr>`;
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
