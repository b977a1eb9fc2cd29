import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { PartnerRefusal, type Sandbox } from "../../sandbox/index.ts";
import { callApi, openTestSandbox } from "./support/sandbox.ts";
import { type Double, sendJson, startPartner } from "./support/servers.ts";

let partner: Double;
let sandbox: Sandbox;

beforeEach(async () => {
  partner = await startPartner();
  sandbox = await openTestSandbox(partner.url);
});
afterEach(async () => {
  await sandbox.close();
  await partner.close();
});

/** The partner receives frames as well. */
const provisionCalls = () => partner.received.filter((call) => call.path === "/heroku/resources");

describe("provisioning", () => {
  test("calls the partner as Heroku does: Basic auth, the version 3 Accept, every member of the body", async () => {
    const { resource, drain } = await sandbox.provision("harbor-quay", "basic", { sample: "true" });
    const call = partner.received[0];
    expect(call).toMatchObject({ method: "POST", path: "/heroku/resources" });
    expect(call?.headers).toMatchObject({
      authorization: `Basic ${Buffer.from("draintrail:pw-for-tests").toString("base64")}`,
      accept: "application/vnd.heroku-addons+json; version=3",
      "content-type": "application/json",
    });
    const body = JSON.parse(String(call?.body)) as Record<string, unknown>;
    expect(body).toEqual({
      callback_url: `${sandbox.url}/addons/${resource.id}`,
      name: resource.name,
      oauth_grant: {
        code: expect.stringMatching(/^[0-9a-f-]{36}$/),
        expires_at: expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\+00:00$/),
        type: "authorization_code",
      },
      options: { sample: "true" },
      plan: "basic",
      region: "amazon-web-services::us-east-1",
      uuid: resource.id,
      log_drain_token: drain?.token,
    });
    expect(drain?.token).toMatch(/^d\.[0-9a-f-]{36}$/);
  });

  test("a synchronous answer sets config vars, cuts a release and opens the drain", async () => {
    const { resource, drain } = await sandbox.provision("harbor-quay");
    const owner = sandbox.createUser("dana@example.com");
    const vars = await callApi(sandbox, owner.apiKey, "GET", "/apps/harbor-quay/config-vars");
    expect(vars.body).toEqual({
      DRAINTRAIL_URL: `https://logs.example.com/${resource.id}`,
      DRAINTRAIL_API_TOKEN: "dt_token",
    });
    const releases = await callApi(sandbox, owner.apiKey, "GET", "/apps/harbor-quay/releases");
    expect(releases.body).toMatchObject([
      { version: 1, description: "Initial release", current: false },
      { version: 2, description: `Attach DRAINTRAIL (@ref:${resource.name})`, current: true },
    ]);
    expect(drain?.url).toBe(`${partner.url}/drain`);
    expect(resource.state).toBe("provisioned");
  });

  test("a 422 shows the partner's words to the user and leaves nothing behind", async () => {
    partner.answer = (_request, response) => sendJson(response, 422, { message: "Not in this region." });
    const failure = await sandbox.provision("harbor-quay").catch((error: unknown) => error);
    expect(failure).toBeInstanceOf(PartnerRefusal);
    expect(failure).toMatchObject({ message: "Not in this region.", partner: { status: 422 } });
    const owner = sandbox.createUser("dana@example.com");
    expect((await callApi(sandbox, owner.apiKey, "GET", "/addons")).body).toEqual([]);
    expect((await callApi(sandbox, owner.apiKey, "GET", "/apps/harbor-quay/log-drains")).body).toEqual([]);
  });

  test("a 500 shows the user nothing of what the partner said", async () => {
    partner.answer = (_request, response) => sendJson(response, 500, { message: "stack trace" });
    await expect(sandbox.provision("harbor-quay")).rejects.toThrow("Provisioning failed. Please try again later.");
  });

  test.each([undefined, "not a url", 7])("an answer whose log_drain_url is %s fails", async (url) => {
    partner.answer = (_request, response) => sendJson(response, 200, { id: "1", log_drain_url: url });
    await expect(sandbox.provision("harbor-quay")).rejects.toThrow("Provisioning failed.");
  });

  test("a repeat carries the same uuid and, when asked, a new grant", async () => {
    const { resource } = await sandbox.provision("harbor-quay");
    await sandbox.repeatProvision(resource.id);
    await sandbox.repeatProvision(resource.id, { newGrant: true });
    const bodies = provisionCalls().map(
      (call) => JSON.parse(String(call.body)) as { uuid: string; oauth_grant: { code: string } },
    );
    expect(new Set(bodies.map((body) => body.uuid)).size).toBe(1);
    expect(bodies[1]?.oauth_grant.code).toBe(bodies[0]?.oauth_grant.code);
    expect(bodies[2]?.oauth_grant.code).not.toBe(bodies[0]?.oauth_grant.code);
  });
});

describe("attachments", () => {
  test("each attached app has a drain token of its own and the one drain URL", async () => {
    const { resource } = await sandbox.provision("harbor-quay");
    const { attachment, drain } = sandbox.attach("harbor-quay-jobs", resource.id);
    const drains = sandbox.drains(resource.id);
    expect(drains).toHaveLength(2);
    expect(new Set(drains.map((row) => row.token)).size).toBe(2);
    expect(drains.map((row) => row.url)).toEqual([`${partner.url}/drain`, `${partner.url}/drain`]);
    sandbox.detach(attachment.id);
    expect(sandbox.drains(resource.id).map((row) => row.token)).not.toContain(drain?.token);
    expect(partner.received.filter((call) => call.path.startsWith("/heroku"))).toHaveLength(1);
  });

  test("the billing app's last attachment cannot be taken away", async () => {
    const { attachment } = await sandbox.provision("harbor-quay");
    expect(() => sandbox.detach(attachment.id)).toThrow("last attachment");
  });
});

describe("plan change and removal", () => {
  test("a plan change is a PUT of the plan's slug to the uuid", async () => {
    const { resource } = await sandbox.provision("harbor-quay");
    await sandbox.changePlan(resource.id, "draintrail:premium");
    const call = partner.received.find((each) => each.method === "PUT");
    expect(call).toMatchObject({ method: "PUT", path: `/heroku/resources/${resource.id}` });
    expect(JSON.parse(String(call?.body))).toEqual({ plan: "premium" });
    expect(sandbox.resource(resource.id).plan).toBe("premium");
  });

  test("a refused plan change leaves the plan", async () => {
    const { resource } = await sandbox.provision("harbor-quay");
    partner.answer = (_request, response) => sendJson(response, 422, { message: "No way down." });
    await expect(sandbox.changePlan(resource.id, "basic")).rejects.toThrow("No way down.");
    expect(sandbox.resource(resource.id).plan).toBe("test");
  });

  test("removal is a DELETE without body, and takes config vars and drains with it", async () => {
    const { resource } = await sandbox.provision("harbor-quay");
    const answer = await sandbox.deprovision(resource.id);
    expect(answer.status).toBe(204);
    const call = partner.received.find((each) => each.method === "DELETE");
    expect(call).toMatchObject({ path: `/heroku/resources/${resource.id}`, body: Buffer.alloc(0) });
    expect(sandbox.drains(resource.id)).toEqual([]);
    const owner = sandbox.createUser("dana@example.com");
    expect((await callApi(sandbox, owner.apiKey, "GET", "/apps/harbor-quay/config-vars")).body).toEqual({});
    expect((await callApi(sandbox, owner.apiKey, "GET", `/addons/${resource.id}`)).status).toBe(404);
  });

  test("a removal that was done before (410) counts as done", async () => {
    const { resource } = await sandbox.provision("harbor-quay");
    partner.answer = (_request, response) => sendJson(response, 410, { message: "Gone." });
    await sandbox.deprovision(resource.id);
    expect(sandbox.resource(resource.id).state).toBe("deprovisioned");
    expect((await sandbox.repeatDeprovision(resource.id)).status).toBe(410);
  });
});
