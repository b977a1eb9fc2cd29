import { afterEach, beforeEach, expect, test } from "vitest";
import type { Sandbox } from "../../sandbox/index.ts";
import { signWebhook } from "../../sandbox/webhooks/sender.ts";
import { askToken, callApi, openTestSandbox } from "./support/sandbox.ts";
import { type Double, startDouble, startPartner } from "./support/servers.ts";

let partner: Double;
let hook: Double;
let sandbox: Sandbox;
let uuid: string;
let token: string;

beforeEach(async () => {
  partner = await startPartner();
  hook = await startDouble();
  sandbox = await openTestSandbox(partner.url, {
    settings: { webhooks: { retryBaseMs: 1, retryMaxMs: 4, triesMax: 4 } },
  });
  uuid = (await sandbox.provision("harbor-quay")).resource.id;
  const { code } = (JSON.parse(String(partner.received[0]?.body)) as { oauth_grant: { code: string } }).oauth_grant;
  const answer = await askToken(sandbox, {
    grant_type: "authorization_code",
    code,
    client_secret: sandbox.clientSecret,
  });
  token = answer.body.access_token;
});
afterEach(async () => {
  await sandbox.close();
  await hook.close();
  await partner.close();
});

async function subscribe(changes: Record<string, unknown> = {}) {
  const body = { include: ["api:addon-attachment", "api:addon"], level: "sync", url: `${hook.url}/hooks`, ...changes };
  return callApi(sandbox, token, "POST", `/addons/${uuid}/webhooks`, body);
}

test("the signature is what the known vector says", () => {
  expect(signWebhook("whsec-test", '{"action":"create","resource":"addon-attachment"}')).toBe(
    "EEkupssKrRnnw5f6b0kksHMhHonj695XPhPSk4nw5GQ=",
  );
});

test("a generated secret is shown once, in the header", async () => {
  const created = await subscribe();
  expect(created.status).toBe(201);
  expect(created.headers.get("heroku-webhook-secret")).toMatch(/^[0-9a-f]{64}$/);
  expect(created.body).toEqual({
    addon: { id: uuid, name: sandbox.resource(uuid).name },
    created_at: expect.any(String),
    id: expect.any(String),
    include: ["api:addon-attachment", "api:addon"],
    level: "sync",
    updated_at: expect.any(String),
    url: `${hook.url}/hooks`,
  });
  const { id } = created.body as { id: string };
  const read = await callApi(sandbox, token, "GET", `/addons/${uuid}/webhooks/${id}`);
  expect(read.headers.get("heroku-webhook-secret")).toBeNull();
  expect((await subscribe({ secret: "ours" })).headers.get("heroku-webhook-secret")).toBeNull();
});

test("a new attachment is delivered, signed over the raw bytes, without any drain token", async () => {
  await subscribe({ secret: "whsec-test", authorization: "Bearer ours" });
  const { attachment, drain } = sandbox.attach("harbor-quay-jobs", uuid);
  await sandbox.webhooksIdle();
  const [request] = hook.received;
  expect(request?.headers.authorization).toBe("Bearer ours");
  expect(request?.headers["heroku-webhook-hmac-sha256"]).toBe(signWebhook("whsec-test", request?.body ?? ""));
  expect(JSON.parse(String(request?.body))).toEqual({
    id: expect.any(String),
    action: "create",
    resource: "addon-attachment",
    actor: { id: expect.any(String), email: "dana@example.com" },
    data: expect.objectContaining({
      id: attachment.id,
      name: "DRAINTRAIL",
      app: { id: attachment.appId, name: "harbor-quay-jobs" },
      addon: expect.objectContaining({ id: uuid }),
    }),
    previous_data: {},
    created_at: expect.any(String),
    updated_at: expect.any(String),
    published_at: expect.any(String),
    sequence: null,
    version: "application/vnd.heroku+json; version=3",
    webhook_metadata: {
      attempt: { id: expect.any(String) },
      delivery: { id: expect.any(String) },
      event: { id: expect.any(String), include: "api:addon-attachment" },
      webhook: { id: expect.any(String) },
    },
  });
  expect(String(request?.body)).not.toContain(drain?.token);
});

test("sync tries again and keeps the order; the event id stays, the attempt id does not", async () => {
  await subscribe();
  hook.answer = (_request, response, index) => response.writeHead(index < 2 ? 500 : 204).end();
  sandbox.attach("harbor-quay-jobs", uuid);
  await sandbox.changePlan(uuid, "basic");
  await sandbox.webhooksIdle();
  const payloads = hook.received.map(
    (request) =>
      JSON.parse(String(request.body)) as {
        resource: string;
        webhook_metadata: { event: { id: string }; attempt: { id: string } };
      },
  );
  expect(payloads.map((payload) => payload.resource)).toEqual([
    "addon-attachment",
    "addon-attachment",
    "addon-attachment",
    "addon",
  ]);
  expect(new Set(payloads.slice(0, 3).map((payload) => payload.webhook_metadata.event.id)).size).toBe(1);
  expect(new Set(payloads.map((payload) => payload.webhook_metadata.attempt.id)).size).toBe(4);
  const deliveries = await callApi(sandbox, token, "GET", `/addons/${uuid}/webhook-deliveries`);
  expect(deliveries.body).toContainEqual(
    expect.objectContaining({
      status: "succeeded",
      num_attempts: 3,
      last_attempt: expect.objectContaining({ code: 204 }),
    }),
  );
  const events = await callApi(sandbox, token, "GET", `/addons/${uuid}/webhook-events`);
  expect(events.body).toHaveLength(2);
});

test("notify tries once", async () => {
  await subscribe({ level: "notify" });
  hook.answer = (_request, response) => response.writeHead(500).end();
  sandbox.attach("harbor-quay-jobs", uuid);
  await sandbox.webhooksIdle();
  expect(hook.received).toHaveLength(1);
  const deliveries = await callApi(sandbox, token, "GET", `/addons/${uuid}/webhook-deliveries`);
  expect(deliveries.body).toMatchObject([{ status: "failed", num_attempts: 1, next_attempt_at: null }]);
});

test("changes of an attached app, its collaborators and domains reach the add-on", async () => {
  await subscribe({ include: ["api:app", "api:collaborator", "api:domain"] });
  sandbox.updateApp("harbor-quay", { name: "harbor-quay-2" });
  sandbox.addCollaborator("harbor-quay-2", "kim@example.com");
  sandbox.removeCollaborator("harbor-quay-2", "kim@example.com");
  await sandbox.webhooksIdle();
  const payloads = hook.received.map((request) => JSON.parse(String(request.body)) as Record<string, unknown>);
  expect(payloads.map(({ resource, action }) => `${String(resource)} ${String(action)}`)).toEqual([
    "app update",
    "collaborator create",
    "collaborator destroy",
  ]);
  expect(payloads[0]).toMatchObject({ previous_data: { name: "harbor-quay" }, data: { name: "harbor-quay-2" } });
});

test("an include that is not open to partners is refused, and so is a user", async () => {
  expect((await subscribe({ include: ["api:build"] })).status).toBe(403);
  const owner = sandbox.createUser("dana@example.com");
  expect((await callApi(sandbox, owner.apiKey, "GET", `/addons/${uuid}/webhooks`)).status).toBe(403);
});
