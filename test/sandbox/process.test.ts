import { type ChildProcess, execFile, spawn } from "node:child_process";
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { createInterface } from "node:readline";
import { promisify } from "node:util";
import ts from "typescript";
import { afterAll, beforeAll, expect, test, vi } from "vitest";
import { manifest } from "./support/sandbox.ts";
import { type Double, startPartner } from "./support/servers.ts";

/** Starting a process takes its time on a busy machine. */
vi.setConfig({ testTimeout: 30_000, hookTimeout: 30_000 });

let partner: Double;
let home: string;

/** Compiled beside node_modules, so that packages are found, and apart from dist, which others build. */
beforeAll(async () => {
  partner = await startPartner();
  mkdirSync(".data", { recursive: true });
  home = mkdtempSync(join(process.cwd(), ".data", "sandbox-process-"));
  const compilerOptions = {
    target: ts.ScriptTarget.ES2023,
    module: ts.ModuleKind.ESNext,
    rewriteRelativeImportExtensions: true,
    verbatimModuleSyntax: true,
  };
  writeFileSync(join(home, "package.json"), '{"type":"module"}');
  writeFileSync(join(home, "manifest.json"), JSON.stringify(manifest));
  const sources = readdirSync("sandbox", { recursive: true, encoding: "utf8" }).filter((path) => path.endsWith(".ts"));
  for (const path of sources) {
    const target = join(home, "sandbox", path.replace(/\.ts$/, ".js"));
    mkdirSync(dirname(target), { recursive: true });
    writeFileSync(
      target,
      ts.transpileModule(readFileSync(join("sandbox", path), "utf8"), { compilerOptions }).outputText,
    );
  }
});
afterAll(async () => {
  await partner.close();
  rmSync(home, { recursive: true });
});

const env = () => ({
  SANDBOX_DATA_DIR: join(home, "data"),
  ADDON_MANIFEST: join(home, "manifest.json"),
  ADDON_BASE_URL: partner.url,
});

async function start(
  stdio: "pipe" | "ipc",
): Promise<{ child: ChildProcess; url: string; exited: Promise<number | null> }> {
  const child = spawn(process.execPath, [join(home, "sandbox/main.js")], {
    stdio: stdio === "pipe" ? ["pipe", "pipe", "inherit"] : ["ignore", "pipe", "inherit", "ipc"],
    env: env(),
  });
  const exited = new Promise<number | null>((resolve) => child.once("exit", (code) => resolve(code)));
  if (!child.stdout) throw new Error("no stdout");
  const lines = createInterface({ input: child.stdout });
  const first = await new Promise<string>((resolve) => lines.once("line", resolve));
  const message = JSON.parse(first) as { sandbox: string; url: string };
  expect(message).toEqual({ sandbox: "listening", url: expect.stringMatching(/^http:\/\/127\.0\.0\.1:\d+$/) });
  return { child, url: message.url, exited };
}

/** The command line, the way `npm run sandbox -- ...` calls it. */
async function runCli(...args: string[]): Promise<unknown> {
  const { stdout } = await promisify(execFile)(process.execPath, [join(home, "sandbox/cli.js"), ...args], {
    env: env(),
  });
  return JSON.parse(stdout);
}

test("the process says where it listens, obeys the command line, and finds everything again after a restart", async () => {
  const first = await start("pipe");
  const made = (await runCli("provision", "--app", "harbor-quay", "--plan", "basic", "--option", "wait")) as {
    addon: { id: string };
  };
  const call = partner.received.find((request) => request.path === "/heroku/resources");
  expect(JSON.parse(String(call?.body))).toMatchObject({ plan: "basic", options: { wait: "true" } });
  first.child.kill("SIGTERM");
  expect(await first.exited).toBe(0);

  const second = await start("pipe");
  expect(await runCli("status")).toMatchObject({
    url: second.url,
    addons: [{ id: made.addon.id, state: "provisioned" }],
  });
  second.child.stdin?.end();
  expect(await second.exited).toBe(0);
});

test("the process ends when its parent's channel closes", async () => {
  const { child, exited } = await start("ipc");
  child.disconnect();
  expect(await exited).toBe(0);
});
