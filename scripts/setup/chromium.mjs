import { existsSync } from "node:fs";
import { createRequire } from "node:module";
import { delimiter, join } from "node:path";
import { aptInstall } from "./apt.mjs";
import { SetupError } from "./report.mjs";
import { run } from "./run.mjs";

const names = ["chromium", "chromium-browser", "google-chrome", "google-chrome-stable"];
const macApps = [
  "/Applications/Chromium.app/Contents/MacOS/Chromium",
  "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
];

/** Finds a Chromium for the browser tests, or installs one; its version. */
export async function findOrInstallChromium(root) {
  const found = await readVersion(findChromium(root));
  if (found !== null) return found;
  if (process.env.CHROMIUM_PATH) throw new SetupError(`CHROMIUM_PATH=${process.env.CHROMIUM_PATH} does not run.`);
  const isInstalled = (await tryApt(root)) || (await download(root));
  const version = isInstalled ? await readVersion(findChromium(root)) : null;
  if (version !== null) return `${version} installed`;
  throw new SetupError(
    "the browser tests need Chromium and it could not be installed here: install it, or set CHROMIUM_PATH to it.",
  );
}

/**
 * The Chromium the browser tests use: CHROMIUM_PATH, one on PATH, an installed Mac app, or Playwright's own download.
 *
 * @returns an absolute path, or `null`
 */
export function findChromium(root) {
  if (process.env.CHROMIUM_PATH) return process.env.CHROMIUM_PATH;
  const onPath = (process.env.PATH ?? "").split(delimiter).flatMap((dir) => names.map((name) => join(dir, name)));
  return [...onPath, ...macApps, ...downloaded(root)].find((path) => existsSync(path)) ?? null;
}

/** It is asked for its version, because Ubuntu's package is a launcher that only tells to install a snap. */
async function readVersion(path) {
  if (path === null) return null;
  const { code, output } = await run(path, ["--version"]);
  return code === 0 ? (/\d+(\.\d+){2,}/.exec(output)?.[0] ?? "found") : null;
}

/** A failure is not the end: the download may still work. */
async function tryApt(root) {
  const isInstalled = await aptInstall("chromium").catch(() => false);
  return isInstalled && (await readVersion(findChromium(root))) !== null;
}

async function download(root) {
  const cli = join(root, "node_modules", "playwright-core", "cli.js");
  return (await run(process.execPath, [cli, "install", "chromium"], { cwd: root })).code === 0;
}

function downloaded(root) {
  try {
    return [createRequire(join(root, "package.json"))("playwright-core").chromium.executablePath()];
  } catch {
    return [];
  }
}
