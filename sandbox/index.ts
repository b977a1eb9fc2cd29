import { addEvent, eventsOfDay, makeHistory, setStream, type TrailWish } from "./audit/trail.ts";
import type { Clock } from "./clock.ts";
import type { SandboxContext } from "./context.ts";
import { type DemoAnswer, ensureApp, ensureDemo } from "./control/demo.ts";
import type { Misdeed } from "./http/misbehave.ts";
import type { RequestLog } from "./http/request-log.ts";
import { expireAccessTokens, resetClientSecret } from "./id/token.ts";
import { newSecret } from "./ids.ts";
import type { DrainStats } from "./logplex/drain-stats.ts";
import { formatTime, type LogMessage } from "./logplex/message.ts";
import { overridePartner, type PartnerOverride } from "./manifest.ts";
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
import { addCustomerDrain } from "./platform/log-drains.ts";
import {
  type AuthorizationWish,
  callbackUrl,
  createAuthorization,
  revokeAuthorization,
} from "./platform/oauth-authorizations.ts";
import { ensureTeam } from "./platform/teams.ts";
import type { SandboxOptions } from "./settings.ts";
import { openSandbox } from "./start.ts";
import type {
  AppRow,
  AttachmentRow,
  AuditEventRow,
  AuthorizationRow,
  DrainRow,
  EnterpriseAccountRow,
  ResourceRow,
  TeamRow,
  UserRow,
} from "./state.ts";
import { sendHistory } from "./traffic/history.ts";
import type { NoiseKind } from "./traffic/noise.ts";

export { PartnerRefusal } from "./partner/call-partner.ts";
export type { Clock, LogMessage, Misdeed, NoiseKind, PartnerAnswer, SandboxOptions, SsoForm };

/** A line to send; what is left out is an app's line on `web.1`, now. */
export type LineWish = Partial<Omit<LogMessage, "text">> & { text: string };

/** Apps, add-ons and users are given by id or name (users by address). */
export interface Sandbox {
  readonly url: string;
  readonly port: number;
  readonly clientSecret: string;
  readonly requests: RequestLog;
  /** Where the partner is; for services that start after the sandbox. */
  setPartner(partner: PartnerOverride): void;

  createUser(email: string, known?: { id?: string; apiKey?: string }): UserRow;
  createApp(name: string, owner?: string, team?: string): AppRow;
  updateApp(app: string, changes: { name?: string; maintenance?: boolean }, actor?: string): void;
  destroyApp(app: string): Promise<void>;
  createTeam(name: string, admin: string, enterpriseAccount?: string): TeamRow;
  createEnterpriseAccount(name: string, member: string, permissions: string[]): EnterpriseAccountRow;
  setConfigVars(app: string, changes: Record<string, string | null>, actor?: string): void;
  addCollaborator(app: string, email: string): void;
  removeCollaborator(app: string, email: string): void;

  /** Makes the app if need be. @throws PartnerRefusal */
  provision(app: string, plan?: string, options?: Record<string, string>): Promise<Provisioned>;
  repeatProvision(resource: string, wish?: { newGrant?: boolean }): Promise<PartnerAnswer>;
  attach(app: string, resource: string, name?: string): { attachment: AttachmentRow; drain: DrainRow | null };
  detach(attachmentId: string): void;
  changePlan(resource: string, plan: string): Promise<PartnerAnswer>;
  deprovision(resource: string): Promise<PartnerAnswer>;
  repeatDeprovision(resource: string): Promise<PartnerAnswer>;
  /** The row, tombstones included. */
  resource(resource: string): ResourceRow;
  drains(resource: string): DrainRow[];
  /** Signed for now, or for `atMs`. */
  sso(resource: string, wish?: { user?: string; app?: string; atMs?: number }): SsoForm;

  resetClientSecret(secret?: string): string;
  expireAccessTokens(resource?: string): void;
  setRateLimit(account: string, remaining: number): void;
  /** Orders the next `times` calls of a route to go wrong. */
  misbehave(misdeed: Misdeed): void;
  behave(): void;
  /** Resolves when every webhook delivery is over. */
  webhooksIdle(): Promise<void>;

  readonly logplex: LogplexControls;
  readonly audit: AuditControls;
  /** A token for a user, as `heroku authorizations:create` makes it. */
  authorize(email: string, wish?: AuthorizationWish): AuthorizationRow;
  /** The user takes an authorization back, by its id or its access token. */
  revoke(authorization: string): void;
  /** Those of a user that hold; one that was revoked, by whomever, is not among them. */
  authorizationsOf(email: string): AuthorizationRow[];
  /** Where the OAuth client's users are sent back to. */
  readonly callbackUrl: string;
  demo(linesPerSecond?: number): Promise<DemoAnswer>;
  close(): Promise<void>;
}

export interface Provisioned {
  resource: ResourceRow;
  attachment: AttachmentRow;
  drain: DrainRow | null;
  answer: PartnerAnswer;
}

/** Enterprise accounts are given by name. */
export interface AuditControls {
  /** Gives the account a past; the same name and days have the same events. */
  makeHistory(account: string, wish: TrailWish): void;
  setStream(account: string, eventsPerMinute: number): void;
  /** One event more, now or at `created_at`. */
  addEvent(account: string, event?: Partial<AuditEventRow>): AuditEventRow;
  /** What happened that UTC day, whatever the events call was ordered to show. */
  eventsOfDay(account: string, day: string): AuditEventRow[];
}

export interface LogplexControls {
  send(app: string, lines: readonly (string | LineWish)[]): void;
  /** Resolves when every drain has delivered or lost what it had. */
  flush(): Promise<void>;
  startTraffic(app: string, options: { linesPerSecond: number; incidentEveryMs?: number }): void;
  stopTraffic(app: string): void;
  sendHistory(app: string, options?: { lines?: number; minutes?: number }): Promise<number>;
  makeNoise(app: string, kind: NoiseKind, actor?: string): void;
  addDrain(app: string, url: string): DrainRow;
  /** The next good answers count as lost: the frame comes again under its id. */
  loseAcks(token: string, times: number): void;
  stats(token: string): DrainStats | undefined;
}

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

function logplexControls(ctx: SandboxContext): LogplexControls {
  return {
    send: (app, lines) => {
      const defaults = { priority: 190, source: "app", process: "web.1", time: formatTime(ctx.clock.now(), 0) };
      const messages = lines.map((line) => ({ ...defaults, ...(typeof line === "string" ? { text: line } : line) }));
      ctx.logplex.write(getApp(ctx, app).id, messages);
    },
    flush: () => ctx.logplex.flush(),
    startTraffic: (app, { linesPerSecond, incidentEveryMs = null }) =>
      ctx.traffic.start(getApp(ctx, app), { linesPerSecond, incidentEveryMs }),
    stopTraffic: (app) => ctx.traffic.stop(getApp(ctx, app).id),
    sendHistory: (app, { lines = 2_000, minutes = 60 } = {}) => sendHistory(ctx, getApp(ctx, app), lines, minutes),
    makeNoise: (app, kind, actor) => {
      const row = getApp(ctx, app);
      ctx.traffic.makeNoise(row, actor ? ensureUser(ctx, actor) : ownerOf(ctx, row), kind);
    },
    addDrain: (app, url) => addCustomerDrain(ctx, getApp(ctx, app), url),
    loseAcks: (token, times) => ctx.logplex.loseAcks(token, times),
    stats: (token) => ctx.logplex.stats()[token],
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
