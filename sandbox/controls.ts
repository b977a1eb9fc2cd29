import type { TrailWish } from "./audit/trail.ts";
import type { DemoAnswer } from "./control/demo.ts";
import type { Misdeed } from "./http/misbehave.ts";
import type { RequestLog } from "./http/request-log.ts";
import type { DrainStats } from "./logplex/drain-stats.ts";
import type { LogMessage } from "./logplex/message.ts";
import type { PartnerOverride } from "./manifest.ts";
import type { PartnerAnswer } from "./partner/call-partner.ts";
import type { SsoForm } from "./partner/sso.ts";
import type { AuthorizationWish } from "./platform/oauth-authorizations.ts";
import type { AuthorizationRow, EnterpriseAccountRow, TeamRow, UserRow } from "./rows/account.ts";
import type { AttachmentRow, DrainRow, ResourceRow } from "./rows/addon.ts";
import type { AppRow } from "./rows/app.ts";
import type { AuditEventRow } from "./rows/audit.ts";
import type { NoiseKind } from "./traffic/noise.ts";

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
