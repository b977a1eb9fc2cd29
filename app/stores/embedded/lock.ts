import { randomBytes } from "node:crypto";
import { mkdir, readdir, readFile, rename, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { processIdentity } from "./processes.ts";

interface Holder {
  pid: number;
  /** See `processIdentity`: tells the process that took the lock from a later one with the same pid. */
  identity: string;
}

/** Two starts in the same instant see each other and both step back; each then tries again after its own pause. */
const attemptsMax = 4;

/**
 * Keeps every other process out of `dataDir`: the embedded stores belong to one process at a time.
 *
 * A lock left by a process that is gone (kill -9, power loss, a restarted container whose pid was reused) is taken
 * over. It works by publishing first and looking second: each start writes its own file into `lock/`, then reads the
 * others. Of two concurrent starts at least one sees the other, and no start ever deletes a live process's file, which
 * is where schemes with one shared lock file lose their race.
 *
 * What it does not prove: two containers with separate pid namespaces sharing one volume cannot see each other.
 *
 * @throws Error, one sentence naming the process that holds the directory
 */
export async function lockDataDir(dataDir: string): Promise<{ release(): Promise<void> }> {
  // Root's Postgres runs as another user, who has to pass through DATA_DIR to its cluster.
  await mkdir(dataDir, { recursive: true, mode: process.getuid?.() === 0 ? 0o711 : 0o700 });
  const lockDir = join(dataDir, "lock");
  await mkdir(lockDir, { recursive: true, mode: 0o700 });
  for (let attempt = 1; ; attempt++) {
    const mine = await publish(lockDir);
    const other = await findLiveHolder(lockDir, mine);
    if (other === null) return { release: () => rm(join(lockDir, mine), { force: true }) };
    await rm(join(lockDir, mine), { force: true });
    if (attempt === attemptsMax) throw new Error(refusal(dataDir, other));
    await sleep(20 + Math.random() * 60);
  }
}

/** Writes this process's file and returns its name; it appears whole or not at all, so no reader sees half of it. */
async function publish(lockDir: string): Promise<string> {
  const identity = await processIdentity(process.pid);
  if (identity === null) throw new Error("This system does not say when a process started, so no data can be locked.");
  const name = `${process.pid}-${randomBytes(6).toString("hex")}`;
  const holder: Holder = { pid: process.pid, identity };
  await writeFile(join(lockDir, `${name}.new`), JSON.stringify(holder), { mode: 0o600 });
  await rename(join(lockDir, `${name}.new`), join(lockDir, `${name}.lock`));
  return `${name}.lock`;
}

/** The first other process that is alive and holds or wants the lock; files of the dead are cleared away. */
async function findLiveHolder(lockDir: string, mine: string): Promise<Holder | null> {
  for (const name of await readdir(lockDir)) {
    if (!name.endsWith(".lock") || name === mine) continue;
    const holder = await readHolder(join(lockDir, name));
    if (holder !== null && (await processIdentity(holder.pid)) === holder.identity) return holder;
    await rm(join(lockDir, name), { force: true });
  }
  return null;
}

async function readHolder(path: string): Promise<Holder | null> {
  try {
    const { pid, identity } = JSON.parse(await readFile(path, "utf8")) as Partial<Holder>;
    return typeof pid === "number" && typeof identity === "string" ? { pid, identity } : null;
  } catch {
    return null;
  }
}

function refusal(dataDir: string, holder: Holder): string {
  const who = holder.pid === process.pid ? `this same process (pid ${holder.pid})` : `process ${holder.pid}`;
  return (
    `The data in ${dataDir} is in use by ${who}: stop it first (kill ${holder.pid}), ` +
    "or set DATA_DIR to another directory to run a second Draintrail beside it."
  );
}
