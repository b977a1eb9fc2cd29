import { aptInstall } from "./apt.mjs";
import { SetupError } from "./report.mjs";
import { run, tailOf } from "./run.mjs";

/** Streams whose pending entries a new worker can claim (XAUTOCLAIM) came with 6.2. */
const versionMin = [6, 2];

/** Finds redis-server on PATH, or installs it with apt or Homebrew; its version. */
export async function findOrInstallRedis() {
  const found = await readVersion();
  if (found !== null) return checkVersion(found);
  const isInstalled = (await aptInstall("redis-server", "redis-server")) || (await brewInstall());
  const version = isInstalled ? await readVersion() : null;
  if (version !== null) return `${checkVersion(version)} installed`;
  throw new SetupError(
    "Redis is missing and could not be installed here: install it so that `redis-server` is on PATH " +
      "(https://redis.io/docs/install), or set REDIS_URL to a Redis server.",
  );
}

async function readVersion() {
  const { code, output } = await run("redis-server", ["--version"]);
  return code === 0 ? (/\bv=(\S+)/.exec(output)?.[1] ?? null) : null;
}

function checkVersion(version) {
  const [major, minor] = version.split(".").map(Number);
  if (major > versionMin[0] || (major === versionMin[0] && minor >= versionMin[1])) return version;
  throw new SetupError(
    `Redis ${version} is too old: install ${versionMin.join(".")} or later, or set REDIS_URL to such a server.`,
  );
}

async function brewInstall() {
  if ((await run("brew", ["--version"])).code !== 0) return false;
  const { code, output } = await run("brew", ["install", "redis"]);
  if (code !== 0) throw new SetupError(`\`brew install redis\` failed (exit code ${code}).`, tailOf(output));
  return true;
}
