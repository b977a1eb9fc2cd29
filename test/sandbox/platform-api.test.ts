import { afterEach, beforeEach, describe, expect, test } from "vitest";
import type { Sandbox } from "../../sandbox/index.ts";
import { askToken, callApi, openTestSandbox } from "./support/sandbox.ts";
import { type Double, startPartner } from "./support/servers.ts";

let partner: Double;
let sandbox: Sandbox;
let uuid: string;
let drainToken: string;
let partnerToken: string;
let userKey: string;

beforeEach(async () => {
  partner = await startPartner();
  sandbox = await openTestSandbox(partner.url);
  const { resource, drain } = await sandbox.provision("harbor-quay");
  uuid = resource.id;
  drainToken = drain?.token ?? "";
  userKey = sandbox.createUser("dana@example.com").apiKey;
  const { code } = (JSON.parse(String(partner.received[0]?.body)) as { oauth_grant: { code: string } }).oauth_grant;
  const answer = await askToken(sandbox, {
    grant_type: "authorization_code",
    code,
    client_secret: sandbox.clientSecret,
  });
  partnerToken = answer.body.access_token;
});
afterEach(async () => {
  await sandbox.close();
  await partner.close();
});

const asPartner = (method: string, path: string, body?: unknown) => callApi(sandbox, partnerToken, method, path, body);
const asUser = (method: string, path: string, body?: unknown, headers?: Record<string, string>) =>
  callApi(sandbox, userKey, method, path, body, headers);

describe("every answer", () => {
  test("carries the request id, the rate limit and the scopes", async () => {
    const { headers } = await asPartner("GET", `/addons/${uuid}`);
    expect(headers.get("request-id")).toMatch(/^[0-9a-f-]{36}$/);
    expect(Number(headers.get("ratelimit-remaining"))).toBeLessThan(4_500);
    expect(headers.get("oauth-scope")).toBe("write-protected");
    expect((await asUser("GET", "/account")).headers.get("oauth-scope")).toBe("global");
  });

  test("a matching If-None-Match is answered 304", async () => {
    const first = await asUser("GET", `/addons/${uuid}`);
    const etag = first.headers.get("etag") ?? "";
    expect(etag).toMatch(/^"[0-9a-f]{32}"$/);
    const second = await asUser("GET", `/addons/${uuid}`, undefined, { "If-None-Match": etag });
    expect(second).toMatchObject({ status: 304, body: null });
  });

  test("errors have an id and a message: 401, 404, 406, 429", async () => {
    expect(await callApi(sandbox, "nope", "GET", "/addons")).toMatchObject({
      status: 401,
      body: { id: "unauthorized", message: "Invalid credentials provided." },
    });
    expect(await asUser("GET", "/no/such/route")).toMatchObject({ status: 404, body: { id: "not_found" } });
    expect(await asUser("GET", "/addons", undefined, { Accept: "application/json" })).toMatchObject({
      status: 406,
      body: { id: "not_acceptable" },
    });
    sandbox.setRateLimit(uuid, 1);
    expect((await asPartner("GET", "/addons")).headers.get("ratelimit-remaining")).toBe("0");
    expect(await asPartner("GET", "/addons")).toMatchObject({ status: 429, body: { id: "rate_limit" } });
    expect(await asPartner("GET", "/account/rate-limits")).toMatchObject({ status: 200, body: { remaining: 0 } });
  });

  test("a long list comes in parts, 206 with Next-Range until the last", async () => {
    for (let index = 0; index < 4; index += 1) sandbox.createApp(`app-${index}`);
    const names: string[] = [];
    let range = "name ..; max=2";
    for (;;) {
      const page = await asUser("GET", "/apps", undefined, { Range: range });
      names.push(...(page.body as { name: string }[]).map((app) => app.name));
      if (page.status === 200) break;
      expect(page.status).toBe(206);
      range = page.headers.get("next-range") ?? "";
    }
    expect(names).toEqual(["app-0", "app-1", "app-2", "app-3", "harbor-quay"]);
    expect((await asUser("GET", "/apps", undefined, { Range: "colour .." })).status).toBe(416);
  });

  test("releases can be asked for newest first, one at a time, as the CLI does", async () => {
    sandbox.setConfigVars("harbor-quay", { A: "1" });
    const page = await asUser("GET", "/apps/harbor-quay/releases", undefined, {
      Range: "version ..; max=1, order=desc",
    });
    expect(page).toMatchObject({ status: 206, body: [{ version: 3, description: "Set A config vars" }] });
  });
});

describe("what a partner's token opens", () => {
  test("its one add-on, with every member of the schema", async () => {
    const { body } = await asPartner("GET", `/addons/${uuid}`);
    expect(Object.keys(body as object).sort()).toEqual(
      [
        "actions",
        "addon_service",
        "app",
        "billed_price",
        "billing_entity",
        "config_vars",
        "created_at",
        "id",
        "name",
        "plan",
        "provider_id",
        "provision_message",
        "state",
        "updated_at",
        "web_url",
      ].sort(),
    );
    expect(body).toMatchObject({
      addon_service: { name: "draintrail" },
      app: { name: "harbor-quay" },
      config_vars: ["DRAINTRAIL_URL", "DRAINTRAIL_API_TOKEN"],
      plan: { name: "draintrail:test" },
      provision_message: "Ready.",
      provider_id: uuid,
      state: "provisioned",
    });
  });

  test("the apps it is attached to, and no other", async () => {
    sandbox.createApp("secret-app");
    expect((await asPartner("GET", "/apps/harbor-quay")).body).toMatchObject({
      name: "harbor-quay",
      owner: { email: "dana@example.com" },
      team: null,
      generation: { name: "cedar" },
    });
    expect(await asPartner("GET", "/apps/secret-app")).toMatchObject({ status: 403, body: { id: "forbidden" } });
    expect(await asPartner("GET", "/apps/absent-app")).toMatchObject({ status: 404, body: { id: "not_found" } });
    expect((await asPartner("GET", "/apps")).body).toHaveLength(1);
  });

  test("not another add-on of the same service", async () => {
    const other = await sandbox.provision("other-app");
    expect((await asPartner("GET", `/addons/${other.resource.id}`)).status).toBe(404);
    expect((await asPartner("GET", `/addons/${other.resource.id}/log-drains`)).status).toBe(404);
    expect((await asPartner("GET", "/addons")).body).toHaveLength(1);
  });

  test("neither config vars nor releases of the app", async () => {
    expect((await asPartner("GET", "/apps/harbor-quay/config-vars")).status).toBe(403);
    expect((await asPartner("GET", "/apps/harbor-quay/releases")).status).toBe(403);
  });

  test("the log drains, which alone map tokens to apps", async () => {
    const { drain } = sandbox.attach("harbor-quay-jobs", uuid);
    const { body } = await asPartner("GET", `/addons/${uuid}/log-drains`);
    const pairs = (body as { token: string; app: { name: string } }[]).map((row) => `${row.app.name} ${row.token}`);
    expect(pairs.sort()).toEqual([`harbor-quay ${drainToken}`, `harbor-quay-jobs ${drain?.token}`].sort());
    const attachments = await asPartner("GET", `/addons/${uuid}/addon-attachments`);
    expect(attachments.body).toHaveLength(2);
    expect(JSON.stringify(attachments.body)).not.toContain("d.");
  });

  test("a new URL for the drains, by token, for every attachment at once", async () => {
    sandbox.attach("harbor-quay-jobs", uuid);
    const changed = await asPartner("PUT", `/addons/${uuid}/log-drains/${drainToken}`, {
      url: `${partner.url}/drain2`,
    });
    expect(changed).toMatchObject({ status: 200, body: { token: drainToken, url: `${partner.url}/drain2` } });
    expect(sandbox.drains(uuid).map((row) => row.url)).toEqual([`${partner.url}/drain2`, `${partner.url}/drain2`]);
  });

  test("its config, which a user may not read; a change releases every attached app", async () => {
    sandbox.attach("harbor-quay-jobs", uuid, "LOGS");
    const config = [{ name: "DRAINTRAIL_API_TOKEN", value: "dt_new" }];
    const { body } = await asPartner("PATCH", `/addons/${uuid}/config`, { config });
    expect(body).toContainEqual({ name: "DRAINTRAIL_API_TOKEN", value: "dt_new" });
    expect((await asUser("GET", "/apps/harbor-quay/config-vars")).body).toMatchObject({
      DRAINTRAIL_API_TOKEN: "dt_new",
    });
    expect((await asUser("GET", "/apps/harbor-quay-jobs/config-vars")).body).toMatchObject({
      LOGS_API_TOKEN: "dt_new",
    });
    expect((await asUser("GET", `/addons/${uuid}/config`)).status).toBe(403);
  });
});

describe("what the CLI asks", () => {
  test("an app's add-ons: its own and the ones attached from elsewhere", async () => {
    sandbox.attach("harbor-quay-jobs", uuid);
    const { body } = await asUser("GET", "/apps/harbor-quay-jobs/addons", undefined, {
      "Accept-Expansion": "addon_service,plan",
    });
    expect(body).toMatchObject([
      { id: uuid, app: { name: "harbor-quay" }, plan: { human_name: "Test" }, addon_service: { state: "alpha" } },
    ]);
  });

  test("addons:create, with the plan expanded", async () => {
    const body = { attachment: {}, config: { wait: true }, plan: { name: "draintrail:standard" } };
    sandbox.createApp("second-quay");
    const answer = await asUser("POST", "/apps/second-quay/addons", body, { "Accept-Expansion": "plan" });
    expect(answer).toMatchObject({
      status: 201,
      body: { state: "provisioned", plan: { name: "draintrail:standard", price: { cents: 2900, unit: "month" } } },
    });
    const call = partner.received.findLast((each) => each.path === "/heroku/resources");
    expect(JSON.parse(String(call?.body))).toMatchObject({ plan: "standard", options: { wait: "true" } });
  });

  test("resolving an add-on by service, attachment and own name, and one that is not there", async () => {
    const { name } = sandbox.resource(uuid);
    for (const addon of ["draintrail", "DRAINTRAIL", name, uuid]) {
      const found = await asUser("POST", "/actions/addons/resolve", { addon, app: "harbor-quay" });
      expect(found.body, addon).toMatchObject([{ id: uuid }]);
    }
    expect((await asUser("POST", "/actions/addons/resolve", { addon: "absent", app: null })).body).toMatchObject({
      id: "not_found",
      resource: "add_on",
    });
  });

  test("resolving an attachment gives the web_url that opens the dashboard", async () => {
    const found = await asUser("POST", "/actions/addon-attachments/resolve", {
      addon_attachment: "draintrail",
      app: "harbor-quay",
    });
    const [attachment] = found.body as { web_url: string }[];
    expect(attachment?.web_url).toContain(`/${uuid}`);
    const page = await fetch(attachment?.web_url ?? "");
    expect(page.status).toBe(200);
    expect(await page.text()).toContain(`${partner.url}/sso/login`);
  });

  test("drains of an app: the add-on's and the customer's own, at most five of these", async () => {
    const added = await asUser("POST", "/apps/harbor-quay/log-drains", { url: "https://logs.example.net/one" });
    expect(added).toMatchObject({ status: 201, body: { addon: null, token: expect.stringMatching(/^d\./) } });
    expect((await asUser("GET", "/apps/harbor-quay/log-drains")).body).toHaveLength(2);
    for (const word of ["two", "three", "four", "five"])
      sandbox.logplex.addDrain("harbor-quay", `https://logs.example.net/${word}`);
    expect((await asUser("POST", "/apps/harbor-quay/log-drains", { url: "https://logs.example.net/six" })).status).toBe(
      422,
    );
    expect((await asUser("DELETE", `/apps/harbor-quay/log-drains/${drainToken}`)).status).toBe(403);
    const removed = await asUser(
      "DELETE",
      `/apps/harbor-quay/log-drains/${encodeURIComponent("https://logs.example.net/one")}`,
    );
    expect(removed.status).toBe(200);
  });

  test("attach, upgrade and destroy through the API", async () => {
    sandbox.createApp("harbor-quay-jobs");
    const attached = await asUser("POST", "/addon-attachments", {
      addon: { name: uuid },
      app: { name: "harbor-quay-jobs" },
      name: "logs",
    });
    expect(attached).toMatchObject({ status: 201, body: { name: "LOGS", app: { name: "harbor-quay-jobs" } } });
    const upgraded = await asUser("PATCH", `/apps/harbor-quay/addons/${uuid}`, {
      plan: { name: "draintrail:premium" },
    });
    expect(upgraded).toMatchObject({ status: 200, body: { plan: { name: "draintrail:premium" } } });
    const unknown = await asUser("PATCH", `/apps/harbor-quay/addons/${uuid}`, { plan: { name: "draintrail:gold" } });
    expect(unknown.body).toMatchObject({
      id: "invalid_params",
      message: expect.stringMatching(/^Couldn't find either the add-on/),
    });
    const destroyed = await asUser("DELETE", `/apps/harbor-quay/addons/${uuid}`, { force: false });
    expect(destroyed).toMatchObject({ status: 200, body: { state: "deprovisioned" } });
  });
});

describe("asynchronous provisioning", () => {
  test("a 202 stays provisioning until the partner sends config and says it is done", async () => {
    partner.answer = (request, response) => {
      // Logplex may still be delivering what an earlier test's app wrote.
      if (request.path !== "/heroku/resources") return void response.writeHead(204).end();
      const { uuid: id } = JSON.parse(request.body.toString()) as { uuid: string };
      const text = JSON.stringify({ id, message: "Soon." });
      response.writeHead(202, { "Content-Type": "application/json" }).end(text);
    };
    const { resource } = await sandbox.provision("slow-quay");
    expect(resource.state).toBe("provisioning");
    const calls = partner.received.filter((call) => call.path === "/heroku/resources");
    const { code } = (JSON.parse(String(calls.at(-1)?.body)) as { oauth_grant: { code: string } }).oauth_grant;
    const { body } = await askToken(sandbox, {
      grant_type: "authorization_code",
      code,
      client_secret: sandbox.clientSecret,
    });
    const call = (method: string, path: string, payload?: unknown) =>
      callApi(sandbox, body.access_token, method, path, payload);
    await call("PATCH", `/addons/${resource.id}/config`, {
      config: [{ name: "DRAINTRAIL_URL", value: "https://x.example" }],
    });
    expect((await asUser("GET", "/apps/slow-quay/config-vars")).body).toEqual({});
    const done = await call("POST", `/addons/${resource.id}/actions/provision`);
    expect(done).toMatchObject({ status: 200, body: { state: "provisioned" } });
    expect((await asUser("GET", "/apps/slow-quay/config-vars")).body).toEqual({ DRAINTRAIL_URL: "https://x.example" });
  });
});

describe("misbehaving on demand", () => {
  test("the next answers of one route are what was ordered, then all is well again", async () => {
    sandbox.misbehave({ kind: "answer", route: "GET /addons/:id/log-drains", status: 500, times: 2 });
    const statuses: number[] = [];
    for (let index = 0; index < 3; index += 1)
      statuses.push((await asPartner("GET", `/addons/${uuid}/log-drains`)).status);
    expect(statuses).toEqual([500, 500, 200]);
  });

  test("a cut connection gives no answer", async () => {
    sandbox.misbehave({ kind: "cut", route: "* /addons/*", times: 1 });
    await expect(asPartner("GET", `/addons/${uuid}`)).rejects.toThrow();
    expect((await asPartner("GET", `/addons/${uuid}`)).status).toBe(200);
    expect(sandbox.requests.find("GET", `/addons/${uuid}`).map((call) => call.status)).toEqual([0, 200]);
  });
});
