import type { SandboxContext } from "../context.ts";
import { provisionResource } from "../partner/provision.ts";
import { ensureUser } from "../platform/account.ts";
import { createApp } from "../platform/apps.ts";
import { liveResources } from "../platform/find.ts";
import { addonJson, appJson } from "../platform/serialize.ts";
import type { ResourceRow } from "../rows/addon.ts";
import type { AppRow } from "../rows/app.ts";
import { addPastReleases, sendHistory } from "../traffic/history.ts";
import { demoToken, ensureDemoAccount } from "./demo-account.ts";

const demo = {
  app: "harbor-quay",
  owner: "dana@example.com",
  plan: "standard",
  linesPerSecond: 20,
  incidentEveryMs: 120_000,
  historyLines: 12_000,
  historyMinutes: 60,
} as const;

export interface DemoAnswer {
  app: Record<string, unknown>;
  resource: Record<string, unknown>;
  sso_url: string;
  /** What one opts in to the audit trail with. */
  audit: { enterprise_account: string; api_token: string };
}

/** One demo at a time and sandbox: a second call waits for the first instead of provisioning twice. */
const running = new WeakMap<SandboxContext, Promise<unknown>>();

/**
 * Brings the demo to life, or finds it alive: app with its enterprise account, add-on, an hour of history (once),
 * traffic with incidents.
 *
 * @throws PartnerRefusal when the service is not there or refuses
 */
export function ensureDemo(ctx: SandboxContext, linesPerSecond: number = demo.linesPerSecond): Promise<DemoAnswer> {
  const before = running.get(ctx) ?? Promise.resolve();
  const next = before.catch(() => {}).then(() => raiseDemo(ctx, linesPerSecond));
  running.set(ctx, next);
  return next;
}

async function raiseDemo(ctx: SandboxContext, linesPerSecond: number): Promise<DemoAnswer> {
  const app = ensureApp(ctx, demo.app, demo.owner);
  const account = ensureDemoAccount(ctx, app);
  const actor = ensureUser(ctx, demo.owner);
  let resource = liveResources(ctx).find((row) => row.appId === app.id);
  // The past goes before the add-on, which is a release, too: the later one has the higher number.
  const past = hasHistory(ctx, resource) ? null : addPastReleases(ctx, app, demo.historyMinutes);
  if (!resource) {
    const wish = { app, plan: demo.plan, options: {}, actor, attachmentName: null, name: null };
    resource = (await provisionResource(ctx, wish)).resource;
  }
  if (past) {
    ctx.state.historySentTo.push(resource.id);
    ctx.save();
    await sendHistory(ctx, app, demo.historyLines, past);
  }
  if (linesPerSecond === 0) ctx.traffic.stop(app.id);
  else if (ctx.traffic.rateOf(app.id) !== linesPerSecond) {
    ctx.traffic.start(app, { linesPerSecond, incidentEveryMs: demo.incidentEveryMs });
  }
  return {
    app: appJson(ctx, app),
    resource: addonJson(ctx, resource),
    sso_url: `${ctx.url()}/sso/${app.id}/${resource.id}`,
    audit: { enterprise_account: account.name, api_token: demoToken(ctx).accessToken },
  };
}

function hasHistory(ctx: SandboxContext, resource: ResourceRow | undefined): boolean {
  return resource !== undefined && ctx.state.historySentTo.includes(resource.id);
}

/** Finds the app, or makes it. */
export function ensureApp(ctx: SandboxContext, name: string, ownerEmail: string): AppRow {
  const found = ctx.state.apps.find((row) => row.name === name || row.id === name);
  return found ?? createApp(ctx, name, ensureUser(ctx, ownerEmail));
}
