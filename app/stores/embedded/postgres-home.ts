import { execFile } from "node:child_process";
import { randomBytes } from "node:crypto";
import { chmod, mkdir, readFile, realpath, stat, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { promisify } from "node:util";
import type { EmbeddedLog } from "./log.ts";
import { type Account, runAs } from "./run-as.ts";

const run = promisify(execFile);

/** Where root keeps what has to lie outside DATA_DIR: see `findPostgresHome`. Only root can write there. */
export const systemDir = "/var/lib/draintrail";

export interface PostgresHome {
  /** The directory that holds the cluster directory `data`; absolute, without symbolic links. */
  root: string;
  account: Account;
}

/**
 * Decides which user Postgres runs as and where its files lie.
 *
 * An ordinary user runs it as itself, in `dir`. Postgres refuses to run as root, so for root it is the system user
 * `postgres` (made when missing), or the owner of the cluster that is already there. When that user cannot enter `dir`
 * (a checkout below /root, which is closed to others) the cluster goes to a directory of its own in `systemDir`, and
 * `dir/moved-to` names it: opening up root's home for a database would be worse.
 *
 * @throws Error, one sentence, when no such user can be made or the moved cluster has vanished
 */
export async function findPostgresHome(dir: string, log: EmbeddedLog): Promise<PostgresHome> {
  const isRoot = process.getuid?.() === 0;
  await mkdir(dir, { recursive: true, mode: isRoot ? 0o711 : 0o700 });
  const root = await realpath(dir);
  if (!isRoot) return { root, account: {} };

  // 0711: the account passes through to the cluster, and lists or changes nothing on the way.
  await chmod(root, 0o711);
  const movedTo = await readFile(join(root, "moved-to"), "utf8").then(
    (text) => text.trim(),
    () => null,
  );
  if (movedTo !== null) return { root: await checkMoved(root, movedTo), account: await accountOf(movedTo) };
  const account = await accountOf(root);
  if (await canEnter(account, root)) return { root, account };
  if (await stat(join(root, "data")).then(Boolean, () => false)) {
    // Moving on from it would show an empty database.
    throw new Error(
      `User ${account.uid}, who owns the database in ${root}, may no longer pass through its directories.`,
    );
  }

  const elsewhere = join(systemDir, randomBytes(6).toString("hex"));
  await mkdir(elsewhere, { recursive: true, mode: 0o711 });
  await writeFile(join(elsewhere, "belongs-to"), `${root}\n`, { mode: 0o600 });
  await writeFile(join(root, "moved-to"), `${elsewhere}\n`, { mode: 0o600 });
  log.warn({ dir: root, movedTo: elsewhere }, "Postgres runs as another user, who cannot enter this directory: moved");
  return { root: elsewhere, account };
}

async function checkMoved(root: string, movedTo: string): Promise<string> {
  if (
    await stat(movedTo).then(
      (entry) => entry.isDirectory(),
      () => false,
    )
  )
    return movedTo;
  // Starting with an empty database here would look like a loss of every resource.
  throw new Error(
    `The database of ${root} was kept in ${movedTo}, which is gone: put it back, or delete ${root} to start empty.`,
  );
}

/** The owner of the cluster in `root`, so that data made by an ordinary user stays theirs; else the system user. */
async function accountOf(root: string): Promise<Account> {
  const owner = await stat(join(root, "data")).catch(() => null);
  if (owner !== null && owner.uid !== 0) return { uid: owner.uid, gid: owner.gid };
  return (await lookUpAccount("postgres")) ?? (await createAccount("postgres"));
}

async function lookUpAccount(name: string): Promise<Account | null> {
  try {
    const [uid, gid] = await Promise.all([run("id", ["-u", name]), run("id", ["-g", name])]);
    return { uid: Number(uid.stdout), gid: Number(gid.stdout) };
  } catch {
    return null;
  }
}

async function createAccount(name: string): Promise<Account> {
  const shell = ["--shell", "/usr/sbin/nologin"];
  const made = await run("useradd", ["--system", "--user-group", "--no-create-home", ...shell, name]).catch(
    (error: Error) => error,
  );
  // Looked up even after a failure: another process may have made it in the same moment.
  const account = await lookUpAccount(name);
  if (account !== null) return account;
  const reason = made instanceof Error ? ` (${made.message.trim()})` : "";
  throw new Error(
    `PostgreSQL does not run as root and the user "${name}" could not be made${reason}: ` +
      "start as an ordinary user, or set DATABASE_URL.",
  );
}

async function canEnter(account: Account, dir: string): Promise<boolean> {
  return (await runAs(account, "/bin/sh", ["-c", 'cd "$0"', dir])).isOk;
}
