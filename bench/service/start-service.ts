import { spawn } from "node:child_process";
import path from "node:path";
import { createInterface } from "node:readline";
import { setTimeout as sleep } from "node:timers/promises";
import { projectRoot } from "../../app/lib/project-root.ts";
import { findFreePort } from "../../app/stores/embedded/free-port.ts";
import { stopWhenInterrupted } from "../process/cleanup.ts";
import { makeTempDir, removeDir } from "../process/temp-dir.ts";
import { requestJson } from "./http.ts";

/** The service under test, as `npm start` and the Procfile run it, in a process of its own with embedded stores. */
export interface Service {
  port: number;
  pid: number;
  dataDir: string;
  /** What it logged at warn or above: message to count. A benchmark with errors in it is no benchmark. */
  complaints: Map<string, number>;
  /** Creates resources by the partner API, as Heroku does. */
  provision(uuids: readonly string[]): Promise<Resource[]>;
  /** A counter or gauge of `/metrics`, summed over its labels that `match` takes; null when there is none. */
  metric(name: string, match?: RegExp): Promise<number | null>;
  /** Stops it in order; the data stays until `remove`. */
  stop(): Promise<void>;
  remove(): void;
}

export interface Resource {
  uuid: string;
  drainToken: string;
  apiToken: string;
}

const PARTNER_PASSWORD = "bench-partner-password";
const OPERATOR_PASSWORD = "bench-operator-password";
/** initdb, migrations and three stores on a busy machine. */
const START_MS_MAX = 120_000;
const STOP_MS_MAX = 40_000;
const STORES = ["DATABASE_URL", "REDIS_URL", "CLICKHOUSE_URL", "CLICKHOUSE_CLUSTER"];
const TUNING = [
  "SPOOL_SHARDS",
  "SPOOL_BYTES_MAX",
  "OVERFLOW_BYTES_MAX",
  "BASE_URL",
  "ENCRYPTION_KEYS",
  "SESSION_SECRET",
  "HEROKU_ID_URL",
  "ADDON_ID",
];

/** @param dataDir one that a loader filled; a new one when not given */
export async function startService(dataDir?: string): Promise<Service> {
  const dir = dataDir ?? (await makeTempDir());
  const port = await findFreePort();
  const complaints = new Map<string, number>();
  const child = spawn("env", [...environment(dir, port), process.execPath, ...serverArgs], {
    cwd: projectRoot,
    stdio: ["ignore", "pipe", "pipe"],
  });
  const ended = new Promise<string>((resolve) => child.once("exit", (code, signal) => resolve(`${signal ?? code}`)));
  for (const stream of [child.stdout, child.stderr])
    createInterface({ input: stream }).on("line", (line) => note(complaints, line));
  let isEnded = false;
  void ended.then(() => {
    isEnded = true;
  });

  const service: Service = {
    port,
    pid: child.pid as number,
    dataDir: dir,
    complaints,
    provision: (uuids) => provisionAll(port, uuids),
    metric: (name, match) => readMetric(port, name, match),
    async stop() {
      child.kill("SIGTERM");
      const how = await Promise.race([ended, sleep(STOP_MS_MAX, "timeout", { ref: false })]);
      if (how === "timeout") {
        child.kill("SIGKILL");
        await ended;
      }
      forget();
    },
    remove: () => removeDir(dir),
  };
  const forget = stopWhenInterrupted(() => service.stop());
  const deadline = performance.now() + START_MS_MAX;
  for (;;) {
    const isReady = await requestJson(port, "GET", "/readyz").then(
      () => true,
      () => false,
    );
    if (isReady) return service;
    if (isEnded || performance.now() > deadline) {
      await service.stop();
      throw new Error(`the service did not start: ${[...complaints.keys()].join("; ")}`);
    }
    await sleep(100);
  }
}

const serverArgs = ["--enable-source-maps", path.join(projectRoot, "dist/app/server.js")];

/**
 * Arguments of `env`: what the service needs is set, what would point it elsewhere is unset, the rest (PATH above all)
 * is inherited without being read here.
 */
function environment(dir: string, port: number): string[] {
  const values = {
    // As in the Procfile.
    UV_THREADPOOL_SIZE: "16",
    MALLOC_ARENA_MAX: "2",
    MALLOC_MMAP_THRESHOLD_: "1048576",
    MALLOC_TRIM_THRESHOLD_: "16777216",
    EMBEDDED: "1",
    DATA_DIR: dir,
    PORT: String(port),
    LOG_LEVEL: "warn",
    ADDON_PASSWORD: PARTNER_PASSWORD,
    ADDON_SSO_SALT: "bench-sso-salt",
    OPERATOR_PASSWORD,
    API_CALLS_PER_MINUTE: "1000000", // the searches measured come faster than a customer's
    HEROKU_API_URL: "http://127.0.0.1:9", // nothing is granted, so nothing is asked
  };
  const unset = ["NODE_ENV", ...STORES, ...TUNING].flatMap((name) => ["-u", name]);
  return [...unset, ...Object.entries(values).map(([name, value]) => `${name}=${value}`)];
}

/** Distinct sentences are few; values in them would make each one new. */
function note(complaints: Map<string, number>, line: string): void {
  let said = line.trim();
  if (said.startsWith("{"))
    try {
      const { msg, err } = JSON.parse(said) as { msg?: string; err?: { message?: string } };
      said = [msg, err?.message].filter(Boolean).join(": ");
    } catch {} // a cut line: kept as it is
  said = said.slice(0, 160);
  // Said at each start of a development configuration, and true of this one.
  if (said === "" || said.startsWith("development values stand in")) return;
  complaints.set(said, (complaints.get(said) ?? 0) + 1);
}

const AT_ONCE = 8;

async function provisionAll(port: number, uuids: readonly string[]): Promise<Resource[]> {
  const made: Resource[] = new Array(uuids.length);
  let next = 0;
  const one = async () => {
    for (let i = next++; i < uuids.length; i = next++) made[i] = await provisionOne(port, uuids[i] as string);
  };
  await Promise.all(Array.from({ length: AT_ONCE }, one));
  return made;
}

/** The largest plan that is provisioned at once: 50 GB a day, so that no run meets its quota. */
async function provisionOne(port: number, uuid: string): Promise<Resource> {
  const drainToken = `d.${uuid}`; // well-formed, unique, and as good as any
  const answer = await requestJson<{ config: Record<string, string> }>(port, "POST", "/heroku/resources", {
    basic: `draintrail:${PARTNER_PASSWORD}`,
    body: {
      uuid,
      name: `bench-${uuid.slice(0, 8)}`,
      plan: "premium",
      region: "amazon-web-services::us-east-1",
      callback_url: `http://127.0.0.1:9/addons/${uuid}`,
      options: {},
      log_drain_token: drainToken,
    },
  });
  return { uuid, drainToken, apiToken: answer.config.DRAINTRAIL_API_TOKEN ?? "" };
}

async function readMetric(port: number, name: string, match = /(?:)/): Promise<number | null> {
  const text = await requestJson<string>(port, "GET", "/metrics", { basic: `operator:${OPERATOR_PASSWORD}` });
  const values = text
    .split("\n")
    .filter((line) => line.startsWith(`${name} `) || (line.startsWith(`${name}{`) && match.test(line)))
    .map((line) => Number(line.slice(line.lastIndexOf(" ") + 1)));
  return values.length === 0 ? null : values.reduce((sum, value) => sum + value, 0);
}
