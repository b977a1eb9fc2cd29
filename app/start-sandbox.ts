import { spawn } from "node:child_process";
import { existsSync } from "node:fs";
import path from "node:path";
import { createInterface } from "node:readline";
import type { Config } from "./config.ts";
import type { Log } from "./lib/log.ts";
import { projectRoot } from "./lib/project-root.ts";

export interface RunningSandbox {
  url: string;
  /** Provisions the demo app once, sends it history and traffic. */
  startDemo(): Promise<{ app: string; ssoUrl: string }>;
  stop(): Promise<void>;
}

/** The sandbox imports nothing of ours, and we nothing of it: it is a program we start, spoken to over HTTP. */
const PROGRAM = path.join(projectRoot, "dist/sandbox/main.js");
const READY_MS_MAX = 15_000;
/** Enough to see lines come in while one looks, light on a laptop, and in proportion to the hour of history before it. */
const DEMO_LINES_PER_SECOND = 8;

/** "Connect with Heroku" works at once: the sandbox knows the service by these, or by what is configured. */
export const sandboxOauthClient = {
  clientId: "5b0f7c1e-3a52-4c55-9b0e-2d1b6f0a9e11",
  clientSecret: "development-oauth-client-secret",
} as const;

export async function startSandbox(config: Config, log: Log): Promise<RunningSandbox> {
  if (config.port === 65_535) throw new Error("the sandbox listens on the port above PORT: set PORT to 65534 or less");
  const oauthClient = config.herokuOauth ?? sandboxOauthClient;
  if (!existsSync(PROGRAM)) throw new Error("the sandbox is not built; run `npm run build`");
  const child = spawn(process.execPath, ["--enable-source-maps", PROGRAM], {
    stdio: ["pipe", "pipe", "inherit"], // it ends when our end of stdin closes, so a kill -9 of us takes it along
    env: {
      SANDBOX_PORT: String(config.port + 1),
      SANDBOX_DATA_DIR: path.join(config.dataDir, "sandbox"),
      ADDON_MANIFEST: path.join(projectRoot, "addon-manifest.json"),
      ADDON_ID: config.addon.id,
      ADDON_PASSWORD: config.addon.password,
      ADDON_SSO_SALT: config.addon.ssoSalt,
      HEROKU_CLIENT_SECRET: config.herokuClientSecret,
      HEROKU_OAUTH_CLIENT_ID: oauthClient.clientId,
      HEROKU_OAUTH_CLIENT_SECRET: oauthClient.clientSecret,
      ADDON_BASE_URL: config.baseUrl,
    },
  });
  const exited = new Promise<void>((resolve) => child.once("exit", () => resolve()));
  const url = await new Promise<string>((resolve, reject) => {
    const timer = setTimeout(() => reject(new Error("the sandbox did not come up")), READY_MS_MAX);
    child.once("exit", (code) =>
      reject(new Error(`the sandbox ended with code ${code}; is port ${config.port + 1} taken? PORT moves both`)),
    );
    createInterface({ input: child.stdout }).on("line", (line) => {
      const message = readJson(line);
      if (message?.sandbox !== "listening" || typeof message.url !== "string") return log.info({ line }, "sandbox");
      clearTimeout(timer);
      resolve(message.url);
    });
  });
  return {
    url,
    async startDemo() {
      const response = await fetch(`${url}/sandbox/demo`, {
        method: "POST",
        headers: { "content-type": "application/json" },
        body: JSON.stringify({ lines_per_second: DEMO_LINES_PER_SECOND }),
      });
      if (!response.ok) throw new Error(`the sandbox could not start its demo: ${await response.text()}`);
      const demo = (await response.json()) as { app: { name: string }; sso_url: string };
      return { app: demo.app.name, ssoUrl: demo.sso_url };
    },
    async stop() {
      child.kill("SIGTERM");
      await exited;
    },
  };
}

function readJson(line: string): { sandbox?: unknown; url?: unknown } | null {
  try {
    return JSON.parse(line) as { sandbox?: unknown; url?: unknown };
  } catch {
    return null;
  }
}
