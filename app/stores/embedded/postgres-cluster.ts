import { randomBytes } from "node:crypto";
import { chown, mkdir, open, readdir, readFile, rename, rm, stat, writeFile } from "node:fs/promises";
import { join } from "node:path";
import type { EmbeddedLog } from "./log.ts";
import type { PostgresBinaries } from "./postgres-binaries.ts";
import type { PostgresHome } from "./postgres-home.ts";
import { commandLine, processIdentity, stopProcess } from "./processes.ts";
import { runAs } from "./run-as.ts";

export const superuser = "draintrail";

/** Fast shutdown, then immediate (recovers from its log at the next start), then the end. */
export const postgresStopSteps = [
  { signal: "SIGINT", waitMs: 30_000 },
  { signal: "SIGQUIT", waitMs: 10_000 },
  { signal: "SIGKILL", waitMs: 5_000 },
] as const;

/**
 * Makes sure a complete cluster lies in `home.root/data`, and returns its superuser's password.
 *
 * initdb writes into a directory ending in `.new`, and the rename comes last: whatever a kill -9 leaves half-made is never mistaken for
 * a cluster, and is made again.
 *
 * @param dir  where the password is kept, readable by us alone (the account Postgres runs as does not need it)
 */
export async function ensureCluster(
  dir: string,
  home: PostgresHome,
  binaries: PostgresBinaries,
  isDurable: boolean,
): Promise<{ dataDir: string; password: string }> {
  const dataDir = join(home.root, "data");
  const hasCluster = await exists(join(dataDir, "PG_VERSION"));
  const password = await readPassword(join(dir, "password"), hasCluster);
  if (hasCluster) return { dataDir, password };
  if (await exists(dataDir)) {
    throw new Error(`${dataDir} is not a PostgreSQL data directory: move it away, or delete it.`);
  }

  await removeUnfinished(home.root);
  // A name of its own each time: an initdb that outlived a killed start may still be writing to the last one.
  const unfinished = join(home.root, `${randomBytes(4).toString("hex")}.new`);
  await mkdir(unfinished, { mode: 0o700 });
  const passwordFile = `${unfinished}.password.new`;
  await writeFile(passwordFile, `${password}\n`, { mode: 0o600, flag: "wx" });
  const { uid, gid } = home.account;
  if (uid !== undefined && gid !== undefined) {
    await chown(unfinished, uid, gid);
    await chown(passwordFile, uid, gid);
  }
  try {
    const init = await runAs(home.account, binaries.initdb, [
      `--pgdata=${unfinished}`,
      `--username=${superuser}`,
      `--pwfile=${passwordFile}`,
      "--auth=scram-sha-256",
      // Postgres' own UTF-8 rules: the same order on every system, and no index made wrong by an upgrade of libc.
      "--encoding=UTF8",
      "--locale=C",
      "--locale-provider=builtin",
      "--builtin-locale=C.UTF-8",
      "--no-instructions",
      ...(isDurable ? [] : ["--no-sync"]),
    ]);
    if (!init.isOk) throw new Error(`The database could not be initialised: ${init.output.split("\n").at(-1)}`);
  } finally {
    await rm(passwordFile, { force: true });
  }
  await rename(unfinished, dataDir);
  await syncDir(home.root);
  return { dataDir, password };
}

async function removeUnfinished(root: string): Promise<void> {
  for (const name of await readdir(root)) {
    if (!name.endsWith(".new")) continue;
    // One that is still being written to is left for the next time.
    await rm(join(root, name), { recursive: true, force: true }).catch(() => undefined);
  }
}

/** The stored password, or a new one; without it an existing cluster lets nobody in. */
async function readPassword(path: string, hasCluster: boolean): Promise<string> {
  const stored = await readFile(path, "utf8").catch(() => "");
  if (stored.trim() !== "") return stored.trim();
  if (hasCluster) throw new Error(`The database's password is missing: put ${path} back.`);
  const password = randomBytes(24).toString("hex");
  await writeFile(`${path}.new`, `${password}\n`, { mode: 0o600, flush: true });
  await rename(`${path}.new`, path);
  return password;
}

/**
 * Stops a Postgres that outlived the process that started it, and clears a pid file that would keep a new one away.
 * The caller holds the lock on DATA_DIR, so whatever still serves this cluster is an orphan.
 */
export async function clearOrphan(dataDir: string, log: EmbeddedLog): Promise<void> {
  const pidFile = join(dataDir, "postmaster.pid");
  const pid = Number((await readFile(pidFile, "utf8").catch(() => "")).split("\n")[0]);
  if (!Number.isInteger(pid) || pid <= 0) {
    // Empty or cut short: Postgres writes it before it does anything else, so nothing started from it.
    await rm(pidFile, { force: true });
    return;
  }
  const isOrphan = (await processIdentity(pid)) !== null && (await commandLine(pid))?.includes(`-D ${dataDir} `);
  if (isOrphan) {
    log.warn({ pid }, "a Postgres from an earlier start is still running: stopping it");
    const isGone = await stopProcess(pid, postgresStopSteps);
    if (!isGone) throw new Error(`Postgres process ${pid} from an earlier start does not stop: end it by hand.`);
    return;
  }
  // The pid is free, a zombie's or another program's by now. Postgres would take the last two for a running server.
  await rm(pidFile, { force: true });
}

async function exists(path: string): Promise<boolean> {
  return stat(path).then(Boolean, () => false);
}

/** Makes a rename survive a power cut. */
async function syncDir(path: string): Promise<void> {
  const handle = await open(path, "r");
  await handle.sync().catch(() => undefined);
  await handle.close();
}
