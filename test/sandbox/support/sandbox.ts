import { type Sandbox, type SandboxOptions, startSandbox } from "../../../sandbox/index.ts";

export const manifest = {
  id: "draintrail",
  name: "Draintrail",
  api: {
    version: "3",
    config_vars_prefix: "DRAINTRAIL",
    config_vars: ["DRAINTRAIL_URL", "DRAINTRAIL_API_TOKEN"],
    requires: ["syslog_drain", "attachable"],
    regions: ["us"],
    password: "pw-for-tests",
    sso_salt: "s4ltForTestsOnly",
    production: {
      base_url: "https://draintrail.example.com/heroku/resources",
      sso_url: "https://draintrail.example.com/sso/login",
    },
  },
};

/** A sandbox in memory, for a partner at this origin; frames leave at once. */
export function openTestSandbox(partnerUrl: string, options: SandboxOptions = {}): Promise<Sandbox> {
  return startSandbox({
    manifest,
    partner: { baseUrl: partnerUrl },
    ...options,
    settings: { ...options.settings, logplex: { flushIntervalMs: 1, ...options.settings?.logplex } },
  });
}

/** A clock that stands still until it is moved. */
export function newTestClock(startMs = Date.UTC(2026, 2, 4, 9, 15, 0)): { now(): number; advance(ms: number): void } {
  let nowMs = startMs;
  return {
    now: () => nowMs,
    advance: (ms) => {
      nowMs += ms;
    },
  };
}

/** A Platform API call; `token` is a user's key or a partner's access token. */
export async function callApi(
  sandbox: Sandbox,
  token: string,
  method: string,
  path: string,
  body?: unknown,
  headers: Record<string, string> = {},
): Promise<{ status: number; headers: Headers; body: unknown }> {
  const response = await fetch(sandbox.url + path, {
    method,
    headers: {
      Accept: "application/vnd.heroku+json; version=3",
      Authorization: `Bearer ${token}`,
      "Content-Type": "application/json",
      ...headers,
    },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
  const text = await response.text();
  return {
    status: response.status,
    headers: response.headers,
    body: text === "" ? null : (JSON.parse(text) as unknown),
  };
}

export interface TokenAnswer {
  access_token: string;
  refresh_token: string;
  expires_in: number;
  token_type: string;
  id?: string;
}

export async function askToken(
  sandbox: Sandbox,
  params: Record<string, string>,
): Promise<{ status: number; body: TokenAnswer }> {
  const response = await fetch(`${sandbox.url}/oauth/token`, { method: "POST", body: new URLSearchParams(params) });
  return { status: response.status, body: (await response.json()) as TokenAnswer };
}
