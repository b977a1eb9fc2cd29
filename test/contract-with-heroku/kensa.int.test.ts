import { createHash, randomUUID } from "node:crypto";
import { readFileSync } from "node:fs";
import path from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { projectRoot } from "../../app/lib/project-root.ts";
import { partnerCall, startTestService, type TestService } from "../support/service.ts";

/*
 * What Heroku's old checking tool asks of every provider, in our own words. It knows only version 1 of the protocol:
 * no grant, bare hexadecimal drain tokens, SSO by partner id. Source: heroku/kensa lib/heroku/kensa/{check,sso}.rb.
 */

interface Manifest {
  id: string;
  api: {
    config_vars: string[];
    config_vars_prefix: string;
    password: string;
    sso_salt: string;
    regions: string[];
    requires: string[];
    username?: string;
    production: { base_url: string; sso_url: string };
    test: { base_url: string; sso_url: string };
  };
}

const manifest = JSON.parse(readFileSync(path.join(projectRoot, "addon-manifest.json"), "utf8")) as Manifest;
let service: TestService;
beforeAll(async () => {
  service = await startTestService({ hasWorkers: false });
});
afterAll(() => service.stop());

describe("manifest", () => {
  it("has an id, a password, an SSO salt and no username", () => {
    expect(manifest.id).toMatch(/^[a-z][a-z0-9-]*$/);
    expect(manifest.api.password).toMatch(/\S/);
    expect(manifest.api.sso_salt).toMatch(/\S/);
    expect(manifest.api.username).toBeUndefined();
  });
  it("names config vars in capitals under its prefix", () => {
    for (const name of manifest.api.config_vars) {
      expect(name).toMatch(/^[A-Z][0-9A-Z_]+$/);
      expect(name.startsWith(`${manifest.api.config_vars_prefix}_`)).toBe(true);
    }
  });
  it("is offered in the United States, over https in production", () => {
    expect(manifest.api.regions).toContain("us");
    expect(manifest.api.production.base_url).toMatch(/^https:\/\/.+\/heroku\/resources$/);
    expect(manifest.api.production.sso_url).toMatch(/^https:/);
    expect(manifest.api.test.base_url).toMatch(/\/heroku\/resources$/);
  });
});

/** The payload as kensa makes it. */
function kensaProvision(uuid: string) {
  return {
    heroku_id: "app7@kensa.heroku.com",
    uuid,
    plan: "test",
    callback_url: "http://localhost:7779/callback/999",
    logplex_token: null,
    log_drain_token: createHash("md5").update(uuid).digest("hex"), // 32 hex digits, no `d.`
    region: "amazon-web-services::us-east-1",
    options: {},
  };
}

async function provisioned(): Promise<{ id: string; status: number; body: Record<string, unknown> }> {
  const uuid = randomUUID();
  const response = await partnerCall(service, "POST", "", kensaProvision(uuid));
  return { id: uuid, status: response.status, body: (await response.json()) as Record<string, unknown> };
}

describe("provision", () => {
  it("answers 2xx with JSON: an id, config vars of the manifest as strings, real URLs, a drain URL", async () => {
    const { status, body } = await provisioned();
    expect(status).toBe(200);
    expect(body.id).toEqual(expect.any(String));
    expect(String(body.id)).not.toContain("app7");
    const config = body.config as Record<string, unknown>;
    for (const [name, value] of Object.entries(config)) {
      expect(manifest.api.config_vars).toContain(name);
      expect(value).toEqual(expect.any(String));
      if (name.endsWith("_URL")) expect(URL.canParse(String(value))).toBe(true);
    }
    // kensa wants https or syslog; here the service itself runs on http.
    expect(String(body.log_drain_url)).toMatch(/^https?:\/\/\S+\/drain$/);
  });
  it("answers 401 to wrong credentials", async () => {
    const response = await partnerCall(service, "POST", "", kensaProvision(randomUUID()), "Basic d3Jvbmc6c2VjcmV0");
    expect(response.status).toBe(401);
  });
});

describe("plan change", () => {
  it("answers 2xx, and 401 to wrong credentials", async () => {
    const { id } = await provisioned();
    const body = { plan: "basic", heroku_id: "app7@kensa.heroku.com", uuid: id };
    expect((await partnerCall(service, "PUT", `/${id}`, body)).status).toBe(200);
    expect((await partnerCall(service, "PUT", `/${id}`, body, "Basic d3Jvbmc6c2VjcmV0")).status).toBe(401);
  });
});

describe("deprovision", () => {
  it("answers 2xx, and 401 to wrong credentials for what is deleted by now", async () => {
    const { id } = await provisioned();
    expect((await partnerCall(service, "DELETE", `/${id}`)).ok).toBe(true);
    expect((await partnerCall(service, "DELETE", `/${id}`, undefined, "Basic d3Jvbmc6c2VjcmV0")).status).toBe(401);
  });
});

describe("single sign-on", () => {
  const NAV_DATA = Buffer.from('{"appname":"harbor-quay","addon":"Draintrail","addons":[]}').toString("base64url");
  function login(id: string, changes: Record<string, string> = {}): Promise<Response> {
    const timestamp = changes.timestamp ?? String(Math.floor(Date.now() / 1000));
    const token = createHash("sha1").update(`${id}:${service.config.addon.ssoSalt}:${timestamp}`).digest("hex");
    return fetch(`${service.url}/sso/login`, {
      method: "POST",
      redirect: "manual",
      body: new URLSearchParams({
        id,
        token,
        timestamp,
        "nav-data": NAV_DATA,
        email: "u@example.com",
        app: "myapp",
        ...changes,
      }),
    });
  }
  it("refuses a wrong token and a timestamp six minutes old with 403", async () => {
    const { id } = await provisioned();
    expect((await login(id, { token: "0".repeat(40) })).status).toBe(403);
    expect((await login(id, { timestamp: String(Math.floor(Date.now() / 1000) - 360) })).status).toBe(403);
  });
  it("lands on a page that answers 200, keeps nav-data in its cookie and shows Heroku's header", async () => {
    const { id } = await provisioned();
    const response = await login(id);
    expect(response.status).toBe(303);
    const cookies = response.headers.getSetCookie();
    const navCookie = cookies.find((cookie) => cookie.startsWith("heroku-nav-data="));
    expect(navCookie?.split(";")[0]).toBe(`heroku-nav-data=${NAV_DATA}`);
    expect(navCookie).toMatch(/; Path=\//i);
    const page = await fetch(new URL(response.headers.get("location") ?? "", service.url), {
      headers: { cookie: cookies.map((cookie) => cookie.split(";")[0]).join("; ") },
    });
    expect(page.status).toBe(200);
    expect(await page.text()).toContain('id="heroku-header"');
  });
});
