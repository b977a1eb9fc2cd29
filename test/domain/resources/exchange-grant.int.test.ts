import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import type { ResourceAnswer } from "../../../app/contract/api.ts";
import { exchangeGrant } from "../../../app/domain/resources/exchange-grant.ts";
import type { Sandbox } from "../../../sandbox/index.ts";
import { startWithSandbox } from "../../support/sandbox.ts";
import { apiGet, eventually, partnerCall, provisionBody, type TestService } from "../../support/service.ts";

let sandbox: Sandbox;
let service: TestService;
let stop: () => Promise<void>;
beforeAll(async () => {
  ({ sandbox, service, stop } = await startWithSandbox());
});
afterAll(() => stop());
afterEach(() => sandbox.behave());

let apps = 0;
const newApp = () => `harbor-quay-${++apps}`;
const { row, credential } = {
  row: (id: string) => service.services.stores.pg("resources").where({ id }).first(),
  credential: (id: string) => service.services.stores.pg("credentials").where({ resource_id: id }).first(),
};
const accessBecomes = (id: string, status: string) => eventually(async () => (await row(id)).heroku_access === status);
const tokenCalls = () => sandbox.requests.find("POST", "/oauth/token").length;

describe("the grant of a provisioning", () => {
  it("becomes Heroku access, and the apps get their names", async () => {
    const app = newApp();
    const { resource, answer } = await sandbox.provision(app, "basic");
    await accessBecomes(resource.id, "ok");
    const { DRAINTRAIL_API_TOKEN } = (answer.body as { config: Record<string, string> }).config;
    const seen = await eventually(async () => {
      const { body } = await apiGet<ResourceAnswer>(service, DRAINTRAIL_API_TOKEN ?? "", "/resource");
      return body.app && body.attachments[0]?.app ? body : null;
    });
    expect(seen).toMatchObject({
      name: resource.name,
      app: { name: app },
      attachments: [{ app: { name: app } }],
      heroku_access: { status: "ok", advice: null },
    });
    expect(seen.attachments).toHaveLength(1);
  });

  it("is spent and forgotten, and what it bought is stored sealed only", async () => {
    const { resource } = await sandbox.provision(newApp());
    await accessBecomes(resource.id, "ok");
    const stored = await credential(resource.id);
    expect(stored).toMatchObject({ grant_code_sealed: null, grant_expires_at: null });
    for (const column of ["access_token", "refresh_token"]) {
      const sealed = stored[`${column}_sealed`];
      const token = service.services.secrets.open(sealed, `credentials.${column}`);
      expect(token.length).toBeGreaterThan(10);
      expect(sealed).not.toContain(token);
    }
  });

  it("is tried again while Heroku is in trouble", async () => {
    sandbox.misbehave({ kind: "answer", route: "POST /oauth/token", status: 500, times: 1 });
    sandbox.misbehave({ kind: "cut", route: "POST /oauth/token", times: 1 });
    const { resource } = await sandbox.provision(newApp());
    await accessBecomes(resource.id, "ok");
  });

  it("that Heroku refuses leaves a working resource that says so", async () => {
    sandbox.misbehave({ kind: "answer", route: "POST /oauth/token", status: 401, times: 1 });
    const { resource, answer } = await sandbox.provision(newApp());
    await accessBecomes(resource.id, "broken");
    const { DRAINTRAIL_API_TOKEN } = (answer.body as { config: Record<string, string> }).config;
    const { status, body } = await apiGet<ResourceAnswer>(service, DRAINTRAIL_API_TOKEN ?? "", "/resource");
    expect(status).toBe(200);
    expect(body.heroku_access).toEqual({ status: "broken", advice: expect.stringContaining("Heroku") });
  });

  it("that comes anew with a repeated provisioning mends what was broken", async () => {
    sandbox.misbehave({ kind: "answer", route: "POST /oauth/token", status: 401, times: 1 });
    const { resource } = await sandbox.provision(newApp());
    await accessBecomes(resource.id, "broken");
    expect((await sandbox.repeatProvision(resource.id, { newGrant: true })).status).toBe(200);
    await accessBecomes(resource.id, "ok");
  });

  it("that has expired is not even tried", async () => {
    const before = tokenCalls();
    const body = provisionBody({
      oauth_grant: { code: "too-late", expires_at: new Date(Date.now() - 1_000).toISOString() },
    });
    expect((await partnerCall(service, "POST", "", body)).status).toBe(200);
    await accessBecomes(body.uuid, "broken");
    expect(tokenCalls()).toBe(before);
  });

  it("is exchanged once, however many workers try at once", async () => {
    sandbox.misbehave({ kind: "answer", route: "POST /oauth/token", status: 503, times: 1 });
    const { resource } = await sandbox.provision(newApp());
    await eventually(async () => sandbox.requests.find("POST", "/oauth/token").at(-1)?.status === 503);
    // The queue's next try is a second away; these three find the grant unspent, and one of them spends it.
    const before = tokenCalls();
    await Promise.all([1, 2, 3].map(() => exchangeGrant(service.services, { resourceId: resource.id })));
    expect(tokenCalls() - before).toBe(1);
    expect((await row(resource.id)).heroku_access).toBe("ok");
  });
});
