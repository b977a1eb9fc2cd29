import { execFile } from "node:child_process";
import { readFile } from "node:fs/promises";
import { setTimeout as sleep } from "node:timers/promises";
import { promisify } from "node:util";

const run = promisify(execFile);

/**
 * Names one run of one program: a pid alone is reused, a pid with its start time is not.
 *
 * @returns an opaque text that differs for every process ever started on this machine, or `null` when no such process
 *          runs (a zombie counts as gone: it holds no files and no port)
 * Linux reads /proc, because slim containers ship without `ps`; elsewhere `ps` is always there.
 */
export async function processIdentity(pid: number): Promise<string | null> {
  return process.platform === "linux" ? identityFromProc(pid) : identityFromPs(pid);
}

/** Start time in clock ticks since boot (field 22 of stat) together with the boot it counts from. */
async function identityFromProc(pid: number): Promise<string | null> {
  const stat = await readFile(`/proc/${pid}/stat`, "utf8").catch(() => null);
  if (stat === null) return null;
  // Field 2 is the program's name in parentheses and may itself hold spaces and parentheses: count from the last one.
  const fields = stat.slice(stat.lastIndexOf(")") + 2).split(" ");
  const [state, startTicks] = [fields[0], fields[19]];
  if (state === "Z" || state === "X") return null;
  const bootId = await readFile("/proc/sys/kernel/random/boot_id", "utf8").catch(() => "");
  return `${bootId.trim()}:${startTicks}`;
}

/** Exported for its test: the same answer from `ps`, whose start time is absolute and so needs no boot id. */
export async function identityFromPs(pid: number): Promise<string | null> {
  const output = await ps(pid, "stat=", "lstart=");
  if (output === null || output.startsWith("Z")) return null;
  return output.replace(/^\S+\s+/, "").replace(/\s+/g, " ");
}

/** The command line of a running process, arguments separated by spaces; `null` when it cannot be read. */
export async function commandLine(pid: number): Promise<string | null> {
  if (process.platform !== "linux") return ps(pid, "command=");
  const raw = await readFile(`/proc/${pid}/cmdline`, "utf8").catch(() => null);
  return raw === null ? null : raw.split("\0").join(" ").trim();
}

async function ps(pid: number, ...columns: string[]): Promise<string | null> {
  // -ww: without it a long command line may be cut off at the width of a terminal.
  const args = ["-ww", ...columns.flatMap((column) => ["-o", column]), "-p", String(pid)];
  // lstart is written in the locale's language: two starts must not differ by LANG alone.
  const result = await run("ps", args, { env: { PATH: "/usr/bin:/bin", LC_ALL: "C" } }).catch(() => null);
  return result === null ? null : result.stdout.trim() || null;
}

/**
 * Sends the signals one after the other until the process is gone.
 *
 * @param steps  each signal and how long to wait after it, mildest first
 * @returns      true when the process is gone
 */
export async function stopProcess(
  pid: number,
  steps: readonly { signal: NodeJS.Signals; waitMs: number }[],
): Promise<boolean> {
  const identity = await processIdentity(pid);
  const isGone = async () => identity === null || (await processIdentity(pid)) !== identity;
  for (const { signal, waitMs } of steps) {
    if (await isGone()) return true;
    try {
      process.kill(pid, signal);
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code === "ESRCH") return true;
      throw error;
    }
    const deadline = Date.now() + waitMs;
    while (Date.now() < deadline) {
      if (await isGone()) return true;
      await sleep(25);
    }
  }
  return isGone();
}
