/** Blocks on their way to the store, as files: the byte-safe and fast way into the engine of this process. */
import { randomUUID } from "node:crypto";
import { type FileHandle, mkdtemp, open, readdir, rm } from "node:fs/promises";
import path from "node:path";

/** Rows of one insert that come block after block: they wait in a file, so that nobody holds all of them. */
export interface GatheredInsert {
  /** All blocks have the same columns. Their bytes may be used again once this returns. */
  write(block: readonly Uint8Array[]): Promise<void>;
  /** Stores what was written. */
  finish(): Promise<void>;
  /** Stores nothing; for one that is not to be finished. Never rejects. */
  discard(): Promise<void>;
}

/** @param store  stores the blocks of the file, which lie one behind the other */
export function gatherInFile(file: string, store: () => Promise<void>): GatheredInsert {
  let handle: FileHandle | null = null;
  const close = async () => {
    const closing = handle;
    handle = null;
    await closing?.close();
  };
  const remove = () => rm(file, { force: true });
  return {
    async write(block) {
      handle ??= await open(file, "wx", OURS_ALONE);
      await writeParts(handle, block);
    },
    async finish() {
      if (handle === null) return;
      try {
        await close();
        await store();
      } finally {
        await remove();
      }
    },
    async discard() {
      await close().catch(() => {});
      await remove().catch(() => {});
    },
  };
}

const OURS_ALONE = 0o600;

async function writeParts(file: FileHandle, parts: readonly Uint8Array[]): Promise<void> {
  let left = parts.filter((part) => part.length > 0);
  while (left.length > 0) {
    const { bytesWritten } = await file.writev(left);
    left = beyond(left, bytesWritten);
  }
}

/** A write may end early, in the middle of a part. */
function beyond(parts: readonly Uint8Array[], bytes: number): Uint8Array[] {
  let skip = bytes;
  return parts.flatMap((part) => {
    const skipped = Math.min(skip, part.length);
    skip -= skipped;
    return skipped < part.length ? [part.subarray(skipped)] : [];
  });
}

export interface BlockDir {
  /** The path of a file that is not there yet. */
  newFile(): string;
  /** With all that is in it. */
  remove(): Promise<void>;
}

const BLOCK_DIR_PREFIX = "draintrail-blocks-";
/** Those that this process uses: a process before it may have had its pid, as in a container, where it is always the same. */
const inUse = new Set<string>();

/** In a directory where everybody may write, so it is new, ours alone, and of a name that nobody could have taken before. */
export async function openBlockDir(parent: string): Promise<BlockDir> {
  await removeAbandoned(parent);
  const dir = await mkdtemp(path.join(parent, `${BLOCK_DIR_PREFIX}${process.pid}-`));
  inUse.add(dir);
  return {
    newFile: () => path.join(dir, `${randomUUID()}.native`),
    async remove() {
      inUse.delete(dir);
      await rm(dir, { recursive: true, force: true });
    },
  };
}

/** A process that was killed inside an insert left its blocks there: those of dead pids, and of ours before us. */
async function removeAbandoned(parent: string): Promise<void> {
  for (const name of await readdir(parent)) {
    const pid = Number(name.startsWith(BLOCK_DIR_PREFIX) && name.slice(BLOCK_DIR_PREFIX.length).split("-")[0]);
    const dir = path.join(parent, name);
    if (!pid || inUse.has(dir) || (pid !== process.pid && isAlive(pid))) continue;
    // Another user's are not ours to remove.
    await rm(dir, { recursive: true, force: true }).catch(() => {});
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
