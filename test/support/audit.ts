import { randomUUID } from "node:crypto";
import type { AuditSource, AuditSourcesAnswer } from "../../app/contract/audit.ts";
import type { DueSource } from "../../app/stores/postgres/audit-polls.ts";
import type { Sandbox, SandboxOptions } from "../../sandbox/index.ts";
import { callApi, makeApiToken } from "./api.ts";
import { createTestClock, type TestClock } from "./clock.ts";
import { startWithSandbox } from "./sandbox.ts";
import { type Provisioned, provisionResource, type TestService, type TestServiceOptions } from "./service.ts";

/** The service and a local Heroku on one clock, "Connect with Heroku" configured. */
export interface AuditWorld {
  service: TestService;
  sandbox: Sandbox;
  /** Both sides' time; it stands still unless the test moves it. */
  clock: TestClock;
  stop(): Promise<void>;
}

export const oauthClient = { id: "5b0f7c1e-3a52-4c55-9b0e-2d1b6f0a9e11", secret: "oauth-client-secret-for-tests" };

export async function startAuditWorld(
  options: TestServiceOptions & { at?: Date; settings?: SandboxOptions["settings"] } = {},
): Promise<AuditWorld> {
  const { at, settings, ...rest } = options;
  const clock = createTestClock(at);
  const env = {
    HEROKU_OAUTH_CLIENT_ID: oauthClient.id,
    HEROKU_OAUTH_CLIENT_SECRET: oauthClient.secret,
    AUDIT_POLL_SECONDS: "10",
    ...rest.env,
  };
  const { service, sandbox, stop } = await startWithSandbox(
    { hasWorkers: false, clock, ...rest, env },
    { clock: { now: () => clock.now().getTime() }, settings: { ...settings, oauthClient } },
  );
  return { service, sandbox, clock, stop };
}

/** A resource on the plan with the audit trail. */
export async function makeEnterprise({
  service,
}: Pick<AuditWorld, "service">): Promise<Provisioned & { adminToken: string }> {
  const resource = await provisionResource(service);
  await service.services.stores.pg("resources").where({ id: resource.resourceId }).update({ plan: "enterprise" });
  return { ...resource, adminToken: await makeApiToken(service, resource.resourceId, ["admin"]) };
}

/** An enterprise account of the test's own, and its manager's token. */
export function makeAccount(
  { sandbox }: Pick<AuditWorld, "sandbox">,
  permissions: string[] = ["view", "manage"],
): { id: string; name: string; manager: string; token: string; userId: string } {
  const suffix = randomUUID().slice(0, 8);
  const [name, manager] = [`harbor-${suffix}`, `dana-${suffix}@example.com`];
  const { id } = sandbox.createEnterpriseAccount(name, manager, permissions);
  const { accessToken: token, userId } = sandbox.authorize(manager);
  return { id, name, manager, token, userId };
}

export type OptedIn = Awaited<ReturnType<typeof optIn>>;

/** A resource that collects an account's audit trail with a pasted token. */
export async function optIn(world: AuditWorld) {
  const resource = await makeEnterprise(world);
  const account = makeAccount(world);
  const { status, body } = await callApi<AuditSource>(
    world.service,
    { token: resource.adminToken },
    "POST",
    "/audit/sources",
    { body: { enterprise_account: account.name, api_token: account.token } },
  );
  if (status !== 201) throw new Error(`opting in answered ${status}: ${JSON.stringify(body)}`);
  const source: DueSource = { resourceId: resource.resourceId, sourceId: body.id };
  return { ...resource, account, source, answer: body };
}

/** The source as the API tells it. */
export async function sourceOf(world: AuditWorld, { adminToken, source }: OptedIn): Promise<AuditSource> {
  const { body } = await callApi<AuditSourcesAnswer>(world.service, { token: adminToken }, "GET", "/audit/sources");
  const found = body.data.find((each) => each.id === source.sourceId);
  if (!found) throw new Error("the source is not listed");
  return found;
}

/** Ids of the stored audit events, each as often as it is read. */
export async function storedEventIds(world: AuditWorld, resourceId: string): Promise<string[]> {
  const rows = await world.service.services.stores.clickhouse.query<{ id: string }>(
    "SELECT herokuId AS id FROM heroku_audit_logs FINAL WHERE resource_id = {resource:UUID} ORDER BY eventTime, id",
    { resource: resourceId },
  );
  return rows.map(({ id }) => id);
}

/** Something happened in the account. */
export function happen(world: AuditWorld, account: { name: string }, at?: Date): { id: string } {
  return world.sandbox.audit.addEvent(account.name, at ? { created_at: at.toISOString() } : {});
}

/** How often Heroku was asked for events, of all days or of one. */
export function eventCalls(world: AuditWorld, account: { id: string }): number {
  return world.sandbox.requests.find("GET", `/enterprise-accounts/${account.id}/events`, "in").length;
}
