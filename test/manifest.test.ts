import { readFileSync } from "node:fs";
import path from "node:path";
import { describe, expect, it } from "vitest";
import { projectRoot } from "../app/lib/project-root.ts";

const { id, name, api } = JSON.parse(readFileSync(path.join(projectRoot, "addon-manifest.json"), "utf8"));

// That provisioning answers with exactly these config vars is held by http/partner/provision/manifest.int.test.ts.
describe("addon-manifest.json", () => {
  it("has an id Heroku takes and no deprecated member", () => {
    expect(id).toMatch(/^[a-z][a-z0-9-]*$/);
    expect(name).toBe("Draintrail");
    expect(api.version).toBe("3");
    expect(api).not.toHaveProperty("username");
  });

  it("names its config vars as Heroku wants them, below its prefix", () => {
    expect(api.config_vars_prefix).toMatch(/^[A-Z][0-9A-Z_]+$/);
    expect(api.config_vars.length).toBeGreaterThan(0);
    for (const config of api.config_vars) {
      expect(config).toMatch(/^[A-Z][0-9A-Z_]+$/);
      expect(config.startsWith(`${api.config_vars_prefix}_`)).toBe(true);
    }
  });

  it("asks for a log drain, and lets one resource serve several apps", () => {
    expect(api.requires).toEqual(expect.arrayContaining(["syslog_drain", "attachable"]));
  });

  it("is offered in the United States at least", () => {
    expect(api.regions).toContain("us");
  });

  it("points Heroku at the addresses we serve, by https in production", () => {
    for (const where of [api.production, api.test]) {
      expect(new URL(where.base_url).pathname).toBe("/heroku/resources");
      expect(new URL(where.sso_url).pathname).toBe("/sso/login");
    }
    for (const url of Object.values<string>(api.production)) expect(url).toMatch(/^https:/);
  });

  it("carries no real secret", () => {
    for (const secret of [api.password, api.sso_salt]) expect(secret).toMatch(/^replace-me/);
  });
});
