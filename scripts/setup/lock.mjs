import { mkdirSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";

/** Longer than any set-up: a lock this old was left by a pid that belongs to another program by now. */
const staleAfterMs = 30 * 60_000;

/**
 * Lets one set-up at a time change node_modules and dist/; a second one waits for the first, then finds all done.
 *
 * @returns a function that gives the lock back
 */
export async function lockSetup(root) {
  const path = join(root, "dist", ".setup-lock");
  mkdirSync(join(root, "dist"), { recursive: true });
  let hasSaid = false;
  while (!tryLock(path)) {
    const pid = readHolder(path);
    if (pid === null) {
      rmSync(path, { force: true });
      continue;
    }
    if (!hasSaid) console.log(`… waiting for another set-up (pid ${pid})`);
    hasSaid = true;
    await sleep(200);
  }
  return () => rmSync(path, { force: true });
}

function tryLock(path) {
  try {
    writeFileSync(path, String(process.pid), { flag: "wx" });
    return true;
  } catch (error) {
    if (error.code === "EEXIST") return false;
    throw error;
  }
}

/** The pid of the set-up that holds the lock, or `null` when that is gone. */
function readHolder(path) {
  try {
    const ageMs = Date.now() - statSync(path).mtimeMs;
    const pid = Number(readFileSync(path, "utf8"));
    // Made but not yet written to: its holder is just starting.
    if (pid === 0 && ageMs < 1_000) return "just started";
    if (pid === 0 || ageMs > staleAfterMs) return null;
    process.kill(pid, 0);
    return pid;
  } catch (error) {
    return error.code === "EPERM" ? "of another user" : null;
  }
}
