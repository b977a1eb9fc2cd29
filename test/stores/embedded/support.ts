import { type ChildProcess, spawn } from "node:child_process";
import { chmod, mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import type { EmbeddedLog } from "../../../app/stores/embedded/log.ts";
import { stopProcess } from "../../../app/stores/embedded/processes.ts";

/** A log that keeps what was said, with its level in front. */
export function recordLog(): EmbeddedLog & { lines: string[] } {
  const lines: string[] = [];
  const at = (level: string) => (_fields: object, message: string) => void lines.push(`${level} ${message}`);
  return { lines, debug: at("debug"), info: at("info"), warn: at("warn"), error: at("error") };
}

/** A directory of its own; when the tests run as root, one that Postgres' own user may pass through. */
export async function makeDir(): Promise<{ dir: string; remove(): Promise<void> }> {
  const dir = await mkdtemp(join(tmpdir(), "draintrail-embedded-"));
  await chmod(dir, 0o711);
  return { dir, remove: () => rm(dir, { recursive: true, force: true, maxRetries: 5 }) };
}

export interface Owner {
  process: ChildProcess;
  /** What it reported when it was ready: its stores' addresses, or why it refused. */
  ready: { error?: string; postgres?: string; redis?: string };
  /** kill -9, and waits until the process is gone. */
  killHard(): Promise<void>;
}

/** Starts a process that owns the embedded stores under `dataDir`, as the service itself does. */
export async function startOwner(dataDir: string, ...stores: ("postgres" | "redis" | "chdb")[]): Promise<Owner> {
  const script = fileURLToPath(new URL("./owner.mjs", import.meta.url));
  const owner = spawn(process.execPath, [script, dataDir, ...stores], {
    stdio: ["ignore", "inherit", "inherit", "ipc"],
  });
  const ended = new Promise<void>((resolve) => owner.once("exit", () => resolve()));
  const ready = await new Promise<Owner["ready"]>((resolve, reject) => {
    owner.once("message", (message) => resolve(message as Owner["ready"]));
    owner.once("exit", (code) => reject(new Error(`the owner ended early with ${code}: is dist/ built?`)));
  });
  const killHard = async () => {
    owner.kill("SIGKILL");
    await ended;
  };
  return { process: owner, ready, killHard };
}

export async function killProcess(pid: number): Promise<void> {
  await stopProcess(pid, [{ signal: "SIGKILL", waitMs: 10_000 }]);
}
