import { readFileSync } from "node:fs";
import { z } from "zod";

const endpoints = z.object({ base_url: z.string(), sso_url: z.string() });

const manifestSchema = z.object({
  id: z.string().min(1),
  name: z.string().optional(),
  cli_plugin_name: z.string().optional(),
  api: z.object({
    config_vars: z.array(z.string()).default([]),
    config_vars_prefix: z.string().optional(),
    password: z.string().min(1),
    sso_salt: z.string().min(1),
    regions: z.array(z.string()).min(1),
    requires: z.array(z.string()).default([]),
    production: endpoints,
    test: endpoints.optional(),
  }),
});

/** What Heroku knows of the partner's add-on, and how to reach it. */
export interface Manifest {
  id: string;
  humanName: string;
  cliPluginName: string | null;
  configVarsPrefix: string;
  requires: string[];
  password: string;
  ssoSalt: string;
  /** Where provisioning calls go, path `/heroku/resources` included. */
  baseUrl: string;
  ssoUrl: string;
}

/** What a caller may put in place of the committed manifest's values. */
export interface PartnerOverride {
  id?: string | undefined;
  password?: string | undefined;
  ssoSalt?: string | undefined;
  /** Origin of the service, for example `http://127.0.0.1:5000`; the manifest's paths are kept. */
  baseUrl?: string | undefined;
}

/**
 * Reads an add-on manifest.
 *
 * @param source  parsed JSON, or the path of the file
 * @returns       the `test` endpoints if the manifest has them, else `production`
 * @throws        ZodError or a file error, before anything is started
 * Source: Dev Center "Add-on Manifest"
 */
export function readManifest(source: unknown): Manifest {
  const json: unknown = typeof source === "string" ? JSON.parse(readFileSync(source, "utf8")) : source;
  const { id, name, cli_plugin_name, api } = manifestSchema.parse(json);
  const urls = api.test ?? api.production;
  return {
    id,
    humanName: name ?? id,
    cliPluginName: cli_plugin_name ?? null,
    // Heroku's default prefix: the id in capitals, dashes as underscores.
    configVarsPrefix: api.config_vars_prefix ?? id.toUpperCase().replaceAll("-", "_"),
    requires: api.requires,
    password: api.password,
    ssoSalt: api.sso_salt,
    baseUrl: urls.base_url,
    ssoUrl: urls.sso_url,
  };
}

/** Changes a manifest in place; members left out of the override stay. */
export function overridePartner(manifest: Manifest, override: PartnerOverride): void {
  if (override.id) manifest.id = override.id;
  if (override.password) manifest.password = override.password;
  if (override.ssoSalt) manifest.ssoSalt = override.ssoSalt;
  if (override.baseUrl) {
    const origin = new URL(override.baseUrl).origin;
    manifest.baseUrl = origin + new URL(manifest.baseUrl).pathname;
    manifest.ssoUrl = origin + new URL(manifest.ssoUrl).pathname;
  }
}
