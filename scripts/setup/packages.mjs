import { readFileSync, writeFileSync } from "node:fs";
import { basename, join } from "node:path";
import { findOutdated } from "./outdated.mjs";
import { SetupError } from "./report.mjs";
import { run, tailOf } from "./run.mjs";

/**
 * Installs what package-lock.json names, unless it is all there already.
 *
 * Development packages always come too, also under NODE_ENV=production: the dashboard is built with them.
 */
export async function installPackages(root) {
  const reason = whyInstall(root);
  if (reason === null) return "up to date";
  const clean = await npm(root, "ci");
  if (clean.code === 0) return finish(root, reason);

  // `npm ci` insists on a lock file that names every platform's packages; `npm install` is content with ours. It would
  // also write what it found into the lock file: a set-up changes no file that git follows.
  const lockFile = join(root, "package-lock.json");
  const locked = readFileSync(lockFile);
  const install = await npm(root, "install");
  writeFileSync(lockFile, locked);
  if (install.code === 0) return finish(root, reason);
  throw new SetupError("npm could not install the packages.", tailOf(install.output));
}

/** Why packages have to be installed, in words; `null` when all are there. */
function whyInstall(root) {
  const installed = readJson(join(root, "node_modules", ".package-lock.json"));
  if (installed === null) return "first time";
  const stamp = readJson(stampPath(root));
  // Native modules of another system or Node: a directory copied from a Mac into a container, or a new Node.
  if (stamp !== null && stamp.platform !== platform) return `were for ${stamp.platform}`;
  const outdated = findOutdated(readJson(join(root, "package-lock.json")) ?? {}, installed);
  return outdated.length === 0 ? null : `${outdated.length} changed`;
}

const platform = `${process.platform} ${process.arch} modules-${process.versions.modules}`;
const stampPath = (root) => join(root, "node_modules", ".draintrail-setup.json");

function finish(root, reason) {
  writeFileSync(stampPath(root), JSON.stringify({ platform }));
  return `installed (${reason})`;
}

function npm(root, verb) {
  const args = [verb, "--include=dev", "--include=optional", "--no-audit", "--no-fund"];
  // The npm that runs us, where one does: PATH may have another one or none.
  const cli = process.env.npm_execpath;
  const isNpm = cli !== undefined && basename(cli) === "npm-cli.js";
  return isNpm ? run(process.execPath, [cli, ...args], { cwd: root }) : run("npm", args, { cwd: root });
}

function readJson(path) {
  try {
    return JSON.parse(readFileSync(path, "utf8"));
  } catch {
    return null;
  }
}
