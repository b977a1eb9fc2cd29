import { fstatSync } from "node:fs";
import { join } from "node:path";
import { ensureApp } from "./control/demo.ts";
import { defaultApps, defaultOwner } from "./platform/default-owner.ts";
import { openSandbox } from "./start.ts";
import { writeWhole } from "./state-file.ts";

/**
 * The sandbox as a process of its own.
 *
 * Environment: SANDBOX_PORT (0, the default, takes any), SANDBOX_DATA_DIR (`.data/sandbox`), ADDON_MANIFEST
 * (`addon-manifest.json`), ADDON_ID, ADDON_PASSWORD, ADDON_SSO_SALT, HEROKU_CLIENT_SECRET, HEROKU_OAUTH_CLIENT_ID and
 * HEROKU_OAUTH_CLIENT_SECRET (the client users are signed in for), ADDON_BASE_URL (origin of the service).
 * Stdout: one JSON line once it listens; everything else goes to stderr.
 */
const { env } = process;
const dataDir = env.SANDBOX_DATA_DIR || join(".data", "sandbox");

const sandbox = await openSandbox({
  port: Number(env.SANDBOX_PORT || 0),
  dataDir,
  manifest: env.ADDON_MANIFEST || "addon-manifest.json",
  partner: {
    id: env.ADDON_ID,
    password: env.ADDON_PASSWORD,
    ssoSalt: env.ADDON_SSO_SALT,
    baseUrl: env.ADDON_BASE_URL,
  },
  ...(env.HEROKU_CLIENT_SECRET ? { clientSecret: env.HEROKU_CLIENT_SECRET } : {}),
  settings: {
    oauthClient: {
      ...(env.HEROKU_OAUTH_CLIENT_ID ? { id: env.HEROKU_OAUTH_CLIENT_ID } : {}),
      ...(env.HEROKU_OAUTH_CLIENT_SECRET ? { secret: env.HEROKU_OAUTH_CLIENT_SECRET } : {}),
    },
  },
  log: (line) => process.stderr.write(`${line}\n`),
});

for (const name of defaultApps) ensureApp(sandbox.ctx, name, defaultOwner);

// Where the command line finds the running sandbox.
writeWhole(join(dataDir, "sandbox.json"), `${JSON.stringify({ url: sandbox.url, pid: process.pid })}\n`);

let isClosing = false;
async function stop(): Promise<void> {
  if (isClosing) return;
  isClosing = true;
  await sandbox.close();
  process.exit(0);
}

process.once("SIGTERM", stop);
process.once("SIGINT", stop);
// The parent went away: an ipc channel says so, and so does the end of a stdin pipe. A terminal or /dev/null does not.
if (process.connected) process.once("disconnect", stop);
if (isPipe()) process.stdin.once("end", stop).once("close", stop).resume();

process.stdout.write(`${JSON.stringify({ sandbox: "listening", url: sandbox.url })}\n`);

function isPipe(): boolean {
  const stdin = fstatSync(0);
  // Node makes its stdin pipes as sockets; a shell makes them as FIFOs.
  return stdin.isFIFO() || stdin.isSocket();
}
