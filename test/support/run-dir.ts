import { existsSync } from "node:fs";
import { chmod, mkdtemp, readdir, rm, statfs } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";

const RAM_DISK = "/dev/shm";
/** What the stores of all workers hold at a time, with room to spare; a container's RAM disk often has 64 MB. */
const BYTES_NEEDED = 4 * 1024 ** 3;
const PREFIX = "draintrail-test-";

/**
 * A new folder for all that one run of tests writes: on a RAM disk where there is one of some size. A run makes and deletes a hundred
 * thousand files (a database is three hundred), and ext4 looks for a free inode past all that were deleted in the last seconds: a
 * quarter of the whole run's CPU. Its name begins with our pid, by which a later run knows what a killed one has left.
 */
export async function makeRunDir(): Promise<string> {
  const parent = (await hasRoom(RAM_DISK)) ? RAM_DISK : tmpdir();
  await removeAbandoned(parent);
  const dir = await mkdtemp(path.join(parent, `${PREFIX}${process.pid}-`));
  await chmod(dir, 0o711); // where root runs the tests, Postgres runs as another user and must get to its own folder
  return dir;
}

async function hasRoom(dir: string): Promise<boolean> {
  if (!existsSync(dir)) return false;
  const { bavail, bsize } = await statfs(dir);
  return bavail * bsize >= BYTES_NEEDED;
}

async function removeAbandoned(parent: string): Promise<void> {
  for (const name of await readdir(parent)) {
    const pid = Number(name.startsWith(PREFIX) && name.slice(PREFIX.length).split("-")[0]);
    if (!pid || isAlive(pid)) continue;
    await rm(path.join(parent, name), { recursive: true, force: true }).catch(() => {}); // another user's is not ours to remove
  }
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0); // signal 0 asks only
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === "EPERM"; // alive, and another user's
  }
}
