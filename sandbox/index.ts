import { addEvent, eventsOfDay, makeHistory, setStream } from "./audit/trail.ts";
import type { Clock } from "./clock.ts";
import type { SandboxContext } from "./context.ts";
import { ensureApp, ensureDemo } from "./control/demo.ts";
import type { LineWish, Provisioned, Sandbox } from "./controls.ts";
import type { Misdeed } from "./http/misbehave.ts";
import { expireAccessTokens, resetClientSecret } from "./id/token.ts";
import { newSecret } from "./ids.ts";
import { logplexControls } from "./logplex/control-logplex.ts";
import type { LogMessage } from "./logplex/message.ts";
import { overridePartner } from "./manifest.ts";
import { attachResource, detachResource } from "./partner/attach.ts";
import type { PartnerAnswer } from "./partner/call-partner.ts";
import { changePlan } from "./partner/change-plan.ts";
import { deprovisionResource, repeatDeprovision } from "./partner/deprovision.ts";
import { provisionResource, repeatProvision } from "./partner/provision.ts";
import { type SsoForm, ssoForm } from "./partner/sso.ts";
import { ensureUser } from "./platform/account.ts";
import { createApp, destroyApp, updateApp } from "./platform/apps.ts";
import { addCollaborator, removeCollaborator } from "./platform/collaborators.ts";
import { setConfigVars } from "./platform/config-vars.ts";
import { defaultOwner } from "./platform/default-owner.ts";
import { ensureEnterpriseAccount } from "./platform/enterprise.ts";
import { getAccount, getApp, getResource, ownerOf } from "./platform/find.ts";
import { callbackUrl, createAuthorization, revokeAuthorization } from "./platform/oauth-authorizations.ts";
import { ensureTeam } from "./platform/teams.ts";
import type { UserRow } from "./rows/account.ts";
import type { ResourceRow } from "./rows/addon.ts";
import type { AppRow } from "./rows/app.ts";
import type { SandboxOptions } from "./settings.ts";
import { openSandbox } from "./start.ts";
import type { NoiseKind } from "./traffic/noise.ts";

export { PartnerRefusal } from "./partner/call-partner.ts";
export type { Clock, LineWish, LogMessage, Misdeed, NoiseKind, PartnerAnswer, Sandbox, SandboxOptions, SsoForm };

/** Starts a local Heroku in this process. Close it when done. */
export async function startSandbox(options: SandboxOptions = {}): Promise<Sandbox> {
  const { ctx, url, port, close } = await openSandbox(options);
  const actorFor = (app: AppRow, email?: string): UserRow => (email ? ensureUser(ctx, email) : ownerOf(ctx, app));
  return {
    url,
    port,
    get clientSecret() {
      return ctx.state.clientSecret;
    },
    requests: ctx.requests,
    setPartner: (partner) => overridePartner(ctx.manifest, partner),

    createUser: (email, known) => ensureUser(ctx, email, known),
    createApp: (name, owner = defaultOwner, team) => {
      const teamId = ctx.state.teams.find((row) => row.name === team)?.id ?? null;
      return createApp(ctx, name, ensureUser(ctx, owner), teamId);
    },
    updateApp: (app, changes, actor) => updateApp(ctx, getApp(ctx, app), actorFor(getApp(ctx, app), actor), changes),
    destroyApp: (app) => destroyApp(ctx, getApp(ctx, app), ownerOf(ctx, getApp(ctx, app))),
    createTeam: (name, admin, enterpriseAccount) => {
      const account = ctx.state.enterpriseAccounts.find((row) => row.name === enterpriseAccount);
      return ensureTeam(ctx, name, ensureUser(ctx, admin), account?.id ?? null);
    },
    createEnterpriseAccount: (name, member, permissions) =>
      ensureEnterpriseAccount(ctx, name, ensureUser(ctx, member), permissions),
    setConfigVars: (app, changes, actor) =>
      setConfigVars(ctx, getApp(ctx, app), actorFor(getApp(ctx, app), actor), changes),
    addCollaborator: (app, email) => {
      addCollaborator(ctx, getApp(ctx, app), ownerOf(ctx, getApp(ctx, app)), ensureUser(ctx, email));
    },
    removeCollaborator: (app, email) => {
      const row = getApp(ctx, app);
      const user = ensureUser(ctx, email);
      const found = ctx.state.collaborators.find((each) => each.appId === row.id && each.userId === user.id);
      if (found) removeCollaborator(ctx, row, ownerOf(ctx, row), found);
    },

    provision: (app, plan = "test", provisionOptions = {}) => provision(ctx, app, plan, provisionOptions),
    repeatProvision: (resource, wish) => repeatProvision(ctx, anyResource(ctx, resource), wish?.newGrant ?? false),
    attach: (app, resource, name) => {
      const row = ensureApp(ctx, app, defaultOwner);
      return attachResource(ctx, getResource(ctx, resource), row, ownerOf(ctx, row), name ?? null);
    },
    detach: (attachmentId) => {
      const attachment = ctx.state.attachments.find((row) => row.id === attachmentId);
      if (attachment) detachResource(ctx, attachment, ownerOf(ctx, getApp(ctx, attachment.appId)));
    },
    changePlan: (resource, plan) => {
      const row = getResource(ctx, resource);
      return changePlan(ctx, row, plan, ownerOf(ctx, getApp(ctx, row.appId)));
    },
    deprovision: (resource) => {
      const row = getResource(ctx, resource);
      return deprovisionResource(ctx, row, ownerOf(ctx, getApp(ctx, row.appId)));
    },
    repeatDeprovision: (resource) => repeatDeprovision(ctx, anyResource(ctx, resource)),
    resource: (resource) => anyResource(ctx, resource),
    drains: (resource) => ctx.state.drains.filter((row) => row.resourceId === anyResource(ctx, resource).id),
    sso: (resource, wish = {}) => {
      const row = anyResource(ctx, resource);
      const app = getApp(ctx, wish.app ?? row.appId);
      return ssoForm(ctx, row, app, actorFor(app, wish.user), wish.atMs ?? ctx.clock.now());
    },

    resetClientSecret: (secret = newSecret()) => {
      resetClientSecret(ctx, secret);
      return secret;
    },
    expireAccessTokens: (resource) =>
      expireAccessTokens(ctx, resource === undefined ? undefined : anyResource(ctx, resource).id),
    setRateLimit: (account, remaining) => ctx.rateLimits.set(account, remaining),
    misbehave: (misdeed) => ctx.misbehaviour.order(misdeed),
    behave: () => ctx.misbehaviour.clear(),
    webhooksIdle: () => ctx.webhooks.idle(),

    logplex: logplexControls(ctx),
    audit: {
      makeHistory: (account, wish) => void makeHistory(ctx, getAccount(ctx, account), wish),
      setStream: (account, eventsPerMinute) => setStream(ctx, getAccount(ctx, account), eventsPerMinute),
      addEvent: (account, event = {}) => addEvent(ctx, getAccount(ctx, account), event),
      eventsOfDay: (account, day) => eventsOfDay(ctx, getAccount(ctx, account), day),
    },
    authorize: (email, wish = {}) => createAuthorization(ctx, ensureUser(ctx, email), wish),
    revoke: (word) => {
      const row = ctx.state.authorizations.find((each) => each.id === word || each.accessToken === word);
      if (row) revokeAuthorization(ctx, row);
    },
    authorizationsOf: (email) => {
      const { id } = ensureUser(ctx, email);
      return ctx.state.authorizations.filter(({ userId }) => userId === id);
    },
    get callbackUrl() {
      return callbackUrl(ctx);
    },
    demo: (linesPerSecond) => ensureDemo(ctx, linesPerSecond),
    close,
  };
}

async function provision(
  ctx: SandboxContext,
  appName: string,
  plan: string,
  options: Record<string, string>,
): Promise<Provisioned> {
  const app = ensureApp(ctx, appName, defaultOwner);
  const wish = { app, plan, options, actor: ownerOf(ctx, app), attachmentName: null, name: null };
  const { resource, answer } = await provisionResource(ctx, wish);
  const attachment = ctx.state.attachments.find((row) => row.resourceId === resource.id);
  if (!attachment) throw new Error("provisioned without an attachment");
  const drain = ctx.state.drains.find((row) => row.resourceId === resource.id) ?? null;
  return { resource, attachment, drain, answer };
}

/** Tombstones too: calls about a removed resource can be repeated. */
function anyResource(ctx: SandboxContext, word: string): ResourceRow {
  const found = ctx.state.resources.find((row) => row.id === word || row.name === word);
  return found ?? getResource(ctx, word);
}
