import { rmSync } from "node:fs";
import { join } from "node:path";
import { runOrFail } from "./run.mjs";
import { hashInputs, isFresh, removeStamp, writeStamp } from "./stamp.mjs";

const serverSources = ["app", "workers", "migrations", "sandbox", "bench"];
/** Settings and package versions change what comes out of the same sources. */
const common = ["package-lock.json", "package.json", "tsconfig.json"];

/** Compiles the service to dist/ when a source changed since the last time. */
export function buildServer(root) {
  return build(root, {
    stamp: "dist/.server-stamp",
    inputs: [...common, "tsconfig.build.json", ...serverSources],
    exclude: ["app/web"],
    outputs: ["dist/app"],
    // Whole directories: tsc never deletes what a removed source left, and such a file could still be imported.
    remove: [...serverSources.map((name) => `dist/${name}`), "dist/.tsbuildinfo"],
    tool: "node_modules/typescript/bin/tsc",
    args: ["-p", "tsconfig.build.json"],
  });
}

/** Builds the dashboard to dist/web when its sources, the contract it shares with the server or its help page changed. */
export function buildDashboard(root) {
  return build(root, {
    stamp: "dist/.web-stamp",
    inputs: [...common, "app/web", "app/contract", "docs/query-language.md"],
    exclude: [],
    outputs: ["dist/web/index.html"],
    remove: ["dist/web"],
    tool: "node_modules/vite/bin/vite.js",
    args: ["build", "--config", "app/web/vite.config.ts"],
  });
}

/** Builds the command line to dist/cli, one file, when its sources or the contract changed. */
export function buildCli(root) {
  return build(root, {
    stamp: "dist/.cli-stamp",
    inputs: [...common, "cli", "app/contract"],
    exclude: [],
    outputs: ["dist/cli/draintrail.cjs"],
    remove: ["dist/cli"],
    tool: "node_modules/vite/bin/vite.js",
    args: ["build", "--config", "cli/vite.config.ts"],
  });
}

async function build(root, { stamp, inputs, exclude, outputs, remove, tool, args }) {
  const stampFile = join(root, stamp);
  const hash = hashInputs(root, inputs, exclude);
  const outputPaths = outputs.map((path) => join(root, path));
  if (isFresh(stampFile, hash, outputPaths)) return "up to date";
  removeStamp(stampFile);
  for (const path of remove) rmSync(join(root, path), { recursive: true, force: true });
  await runOrFail(process.execPath, [tool, ...args], { cwd: root });
  writeStamp(stampFile, hash);
  return "built";
}
