/**
 * Makes a fresh clone ready: `node scripts/setup.mjs start|test`, run by `prestart` and `pretest`.
 *
 * Plain Node without dependencies, because it is what installs them. One line a step; a step that fails says in one
 * sentence what to do, shows the end of what the failing command printed, and ends with exit code 1. Everything up to
 * date takes well under a second.
 */
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

const root = join(dirname(fileURLToPath(import.meta.url)), "..");
const purpose = process.argv[2];

// Before anything else is loaded: the other files may use what an old Node does not have.
const [major, minor] = process.versions.node.split(".").map(Number);
if (major < 20 || (major === 20 && minor < 19)) {
  console.error(`✗ Draintrail needs Node.js 20.19 or later, this is ${process.versions.node}: https://nodejs.org`);
  process.exit(1);
}
if (purpose !== "start" && purpose !== "test") {
  console.error("✗ say what to set up for: node scripts/setup.mjs start|test");
  process.exit(1);
}

const { reportStep, SetupError } = await import("./setup/report.mjs");
const { lockSetup } = await import("./setup/lock.mjs");
const { installPackages } = await import("./setup/packages.mjs");
const { findOrInstallRedis } = await import("./setup/redis.mjs");
const { buildCli, buildDashboard, buildServer } = await import("./setup/build.mjs");
const { findOrInstallChromium } = await import("./setup/chromium.mjs");

let unlock = () => {};
try {
  unlock = await lockSetup(root);
  await reportStep("node", () => process.versions.node);
  await reportStep("packages", () => installPackages(root));
  // The tests run Redis themselves whatever REDIS_URL says.
  if (purpose === "test" || !process.env.REDIS_URL) await reportStep("redis-server", findOrInstallRedis);
  if (purpose === "test") await reportStep("chromium", () => findOrInstallChromium(root));
  await reportStep("server", () => buildServer(root));
  await reportStep("dashboard", () => buildDashboard(root));
  await reportStep("command line", () => buildCli(root));
} catch (error) {
  // Anything else is a fault of this script: shown whole.
  if (!(error instanceof SetupError)) throw error;
  process.exitCode = 1;
} finally {
  unlock();
}
