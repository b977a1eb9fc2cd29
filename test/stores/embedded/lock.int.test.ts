import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdir, readdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { lockDataDir } from "../../../app/stores/embedded/lock.ts";
import { identityFromPs, processIdentity } from "../../../app/stores/embedded/processes.ts";
import { makeDir, startOwner } from "./support.ts";

let temp: Awaited<ReturnType<typeof makeDir>>;
beforeEach(async () => {
  temp = await makeDir();
});
afterEach(() => temp.remove());

/** Leaves the lock file a process with this pid and identity would leave. */
async function leaveLock(content: string): Promise<void> {
  await mkdir(join(temp.dir, "lock"), { recursive: true });
  await writeFile(join(temp.dir, "lock", "left-behind.lock"), content);
}

describe("lockDataDir", () => {
  test("a second start is refused with the pid that holds the directory and what to do", async () => {
    const owner = await startOwner(temp.dir);
    try {
      expect(owner.ready.error).toBeUndefined();
      const { pid } = owner.process;
      await expect(lockDataDir(temp.dir)).rejects.toThrow(`is in use by process ${pid}: stop it first (kill ${pid})`);
      await expect(lockDataDir(temp.dir)).rejects.toThrow("set DATA_DIR to another directory");
    } finally {
      await owner.killHard();
    }
  });

  test("a lock is taken over after its process was killed with -9", async () => {
    const owner = await startOwner(temp.dir);
    await owner.killHard();
    const lock = await lockDataDir(temp.dir);
    expect(await readdir(join(temp.dir, "lock"))).toHaveLength(1);
    await lock.release();
  });

  test("a released directory can be locked again, a held one not even by the same process", async () => {
    const first = await lockDataDir(temp.dir);
    await expect(lockDataDir(temp.dir)).rejects.toThrow(`in use by this same process (pid ${process.pid})`);
    await first.release();
    await (await lockDataDir(temp.dir)).release();
  });

  test("a pid that belongs to another program by now does not hold the lock", async () => {
    await leaveLock(JSON.stringify({ pid: process.ppid, identity: "an earlier boot:1234" }));
    await (await lockDataDir(temp.dir)).release();
  });

  test("the same pid in a restarted container does not hold the lock", async () => {
    await leaveLock(JSON.stringify({ pid: process.pid, identity: "this boot, an earlier start" }));
    await (await lockDataDir(temp.dir)).release();
  });

  test.each(["", "{", "null", '{"pid":"1"}'])("a damaged lock file %j holds nothing", async (content) => {
    await leaveLock(content);
    await (await lockDataDir(temp.dir)).release();
  });

  test("of several processes starting at once at most one gets the directory", { timeout: 60_000 }, async () => {
    const owners = await Promise.all(Array.from({ length: 6 }, () => startOwner(temp.dir)));
    const holders = owners.filter((owner) => owner.ready.error === undefined);
    await Promise.all(owners.map((owner) => owner.killHard()));
    expect(holders.length).toBeLessThanOrEqual(1);
  });
});

describe("processIdentity", () => {
  test.each([
    ["the system's own way", processIdentity],
    ["ps", identityFromPs],
  ])("%s: one process keeps its name, a dead one has none", async (_name, identify) => {
    const child = spawn(process.execPath, ["-e", "setInterval(() => {}, 1000)"]);
    await once(child, "spawn");
    const pid = child.pid as number;
    const identity = await identify(pid);
    expect(identity).toMatch(/\d/);
    expect(await identify(pid)).toBe(identity);
    child.kill("SIGKILL");
    await once(child, "exit");
    expect(await identify(pid)).toBeNull();
  });
});
