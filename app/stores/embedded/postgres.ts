import { setTimeout as sleep } from "node:timers/promises";
import pg from "pg";
import { type Child, spawnChild } from "./child.ts";
import { findFreePort } from "./free-port.ts";
import type { EmbeddedLog } from "./log.ts";
import { findPostgresBinaries } from "./postgres-binaries.ts";
import { clearOrphan, ensureCluster, postgresStopSteps, superuser } from "./postgres-cluster.ts";
import { findPostgresHome, systemDir } from "./postgres-home.ts";
import { bareEnv } from "./run-as.ts";

const database = "draintrail";
/** How long leftovers of an earlier server may hold its shared memory or our port before we give up. */
const retryMs = 30_000;

export interface EmbeddedPostgresOptions {
  /** Holds everything: the cluster, its password. Made when missing. */
  dir: string;
  log: EmbeddedLog;
  /** `false` skips every fsync: for tests only, a power cut destroys the data. */
  isDurable?: boolean;
  /** Called once if Postgres ends without `stop()`; the process should then shut down. */
  onExit?: (error: Error) => void;
}

/**
 * Runs a PostgreSQL server of our own on 127.0.0.1, on a port chosen at each start. The caller holds `lockDataDir`.
 *
 * @returns `url` for the database `draintrail`, password included; it serves queries when this resolves.
 *          `stop()` closes it in order: sessions are ended, everything is on disk when it resolves.
 * @throws Error, one sentence and the server's last lines, when it does not come up
 */
export async function startEmbeddedPostgres(
  options: EmbeddedPostgresOptions,
): Promise<{ url: string; stop(): Promise<void> }> {
  const { dir, log, isDurable = true } = options;
  const home = await findPostgresHome(dir, log);
  const binaries = await findPostgresBinaries(home.account, systemDir);
  const { dataDir, password } = await ensureCluster(dir, home, binaries, isDurable);
  await clearOrphan(dataDir, log);

  const deadline = Date.now() + retryMs;
  for (;;) {
    const port = await findFreePort();
    const child = await spawnChild({
      name: "Postgres",
      command: binaries.postgres,
      args: ["-D", dataDir, ...serverSettings(port, isDurable)],
      cwd: "/",
      env: bareEnv,
      ...home.account,
      log,
      stopSteps: postgresStopSteps,
      levelOf,
    });
    const url = (name: string) => `postgres://${superuser}:${password}@127.0.0.1:${port}/${name}`;
    try {
      if (await isServing(url("postgres"), dataDir, child)) {
        await ensureDatabase(url("postgres"));
        child.watch(options.onExit);
        return { url: url(database), stop: () => child.stop() };
      }
    } catch (error) {
      await child.stop();
      throw error;
    }
    if (!isPassing(child.tail()) || Date.now() > deadline) {
      throw new Error(`Postgres does not start: ${child.tail() || (await child.ended)}`);
    }
    await sleep(100);
  }
}

function serverSettings(port: number, isDurable: boolean): string[] {
  const settings = {
    port,
    listen_addresses: "127.0.0.1",
    // Sockets would need a directory with a short path that the Postgres user can write; the port is enough.
    unix_socket_directories: "",
    fsync: isDurable ? "on" : "off",
    // Stays on without fsync: a commit is then in the system's cache, safe from kill -9 though not from a power cut.
    synchronous_commit: "on",
    full_page_writes: isDurable ? "on" : "off",
    // Parallel workers talk through /dev/shm, which containers cap at 64 MB; a control plane's queries need none.
    max_parallel_workers_per_gather: 0,
    max_parallel_maintenance_workers: 0,
    // Statements and row values may hold tokens: the server's log names the error and nothing else.
    log_min_error_statement: "panic",
    log_error_verbosity: "terse",
    log_timezone: "UTC",
    timezone: "UTC",
  };
  return Object.entries(settings).flatMap(([name, value]) => ["-c", `${name}=${value}`]);
}

function levelOf(line: string): "debug" | "warn" | "error" {
  if (/\bPANIC: /.test(line)) return "error";
  // FATAL ends one session, not the server: an ordinary sight while it starts and stops.
  return /\bWARNING: /.test(line) ? "warn" : "debug";
}

/** Troubles that go away: another program took the port, or the last server's processes are still ending. */
function isPassing(tail: string): boolean {
  return /Address already in use|pre-existing shared memory block|lock file "postmaster\.pid" already exists/.test(
    tail,
  );
}

/**
 * Waits, as long as recovery after a crash takes, for our server to answer.
 *
 * @returns false when the process ended instead
 */
async function isServing(url: string, dataDir: string, child: Child): Promise<boolean> {
  while (!child.hasEnded()) {
    const client = new pg.Client({ connectionString: url, connectionTimeoutMillis: 5_000 });
    client.on("error", () => undefined);
    try {
      await client.connect();
      const { rows } = await client.query("SELECT current_setting('data_directory') AS dir");
      // Another server could have won the port in the moment between choosing it and binding it.
      if (rows[0]?.dir === dataDir) return true;
    } catch (error) {
      // 28xxx: it is up and does not take our password, so waiting would last for ever.
      const { code } = error as { code?: string };
      if (code?.startsWith("28") && !child.hasEnded()) throw error;
    } finally {
      await client.end().catch(() => undefined);
    }
    await Promise.race([sleep(25), child.ended]);
  }
  return false;
}

async function ensureDatabase(url: string): Promise<void> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    const { rowCount } = await client.query("SELECT 1 FROM pg_database WHERE datname = $1", [database]);
    if (rowCount === 0) await client.query(`CREATE DATABASE ${client.escapeIdentifier(database)}`);
  } finally {
    await client.end();
  }
}
