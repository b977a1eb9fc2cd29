import { randomInt, randomUUID } from "node:crypto";
import { createServer } from "node:net";
import path from "node:path";
import { type Booted, boot } from "../../app/boot.ts";
import { type Config, readConfig } from "../../app/config.ts";
import type { Services } from "../../app/context.ts";
import type { Clock } from "../../app/lib/clock.ts";
import { createLog } from "../../app/lib/log.ts";
import type { TurnLimits } from "../../app/lib/turns.ts";
import { startWeb } from "../../app/web-process.ts";
import { startWorkers } from "../../workers/start.ts";
import { checkAnswer } from "./described-answers.ts";
import { openStoreLink, type StoreLink } from "./store-link.ts";
import { copyClickHouse, makeDatabase, makeRedis, makeTempDir } from "./stores.ts";

export interface TestService {
  url: string;
  services: Services;
  config: Config;
  redisUrl: string;
  databaseUrl: string;
  /** The wires to Postgres and Redis, for tests that break them; straight through unless `hasLinks` was asked. */
  links: { postgres: StoreLink; redis: StoreLink } | null;
  /** Stops the web process only, as SIGTERM does; `stop` may follow. */
  stopWeb(): Promise<void>;
  /** Stops workers and web, closes the stores, removes everything. */
  stop(): Promise<void>;
}

export interface TestServiceOptions {
  /** Where Heroku is; a closed port unless given, so that a test that calls Heroku by accident fails. */
  herokuUrl?: string;
  /** Frames stay in the spool and jobs in their queues when false. */
  hasWorkers?: boolean;
  clock?: Clock;
  env?: Record<string, string>;
  port?: number;
  /** Puts a breakable wire between the service and each of Postgres and Redis. */
  hasLinks?: boolean;
  /** A short hold unless "as in production": most tests assert that a 503 is held, not for how long. */
  drainHold?: "as in production";
  /** How many questions of a resource are answered at a time, and how many wait: fewer than production's are full sooner. */
  questionLimits?: TurnLimits;
}

/** The whole service on real stores, in this process, with secrets a test can know. */
export async function startTestService(options: TestServiceOptions = {}): Promise<TestService> {
  const [database, redis, temp, port] = await Promise.all([
    makeDatabase(),
    makeRedis(),
    makeTempDir("service"),
    options.port ?? freePort(),
  ]);
  const links = options.hasLinks
    ? { postgres: await openStoreLink(database.url), redis: await openStoreLink(redis.url) }
    : null;
  const config = readConfig({
    PORT: String(port),
    BASE_URL: `http://127.0.0.1:${port}`,
    DATA_DIR: temp.dir,
    DATABASE_URL: links?.postgres.url ?? database.url,
    REDIS_URL: links?.redis.url ?? redis.url,
    ADDON_PASSWORD: "pw-for-tests",
    ADDON_SSO_SALT: "s4ltForTestsOnly",
    HEROKU_CLIENT_SECRET: "client-secret-for-tests",
    OPERATOR_PASSWORD: "operator-for-tests",
    API_CALLS_PER_MINUTE: "1000000", // tests poll
    LOG_LEVEL: process.env.TEST_LOG_LEVEL ?? "silent",
    ...options.env,
  });
  const heroku = options.herokuUrl ?? "http://127.0.0.1:9";
  const stops: (() => Promise<unknown>)[] = [temp.remove, redis.stop, database.drop];
  if (links) stops.push(links.postgres.close, links.redis.close);
  const stop = async () => {
    const ordered = stops.splice(0).reverse();
    if (ordered.length > 0 && links) {
      // A test may end with a wire cut; closing in order needs the stores.
      await links.postgres.mend();
      await links.redis.mend();
    }
    for (const one of ordered) await one();
  };
  try {
    if (config.clickhouseUrl === null) await copyClickHouse(path.join(config.dataDir, "clickhouse"));
    const booted: Booted = await boot(config, createLog(config.logLevel), {
      heroku: { apiUrl: heroku, idUrl: heroku },
      onStoreLost: () => {},
      ...(options.clock ? { clock: options.clock } : {}),
    });
    stops.push(booted.close);
    if (options.hasWorkers ?? true) stops.push((await startWorkers(booted.services)).stop);
    const web = await startWeb(booted.services, {
      ...(options.drainHold ? {} : { drainHoldMs: { min: 50, max: 60 } }),
      ...(options.questionLimits ? { questionLimits: options.questionLimits } : {}),
    });
    let webStopped: Promise<void> | null = null;
    const stopWeb = () => {
      webStopped ??= web.stop();
      return webStopped;
    };
    stops.push(stopWeb);
    return {
      url: config.baseUrl,
      services: booted.services,
      config,
      redisUrl: redis.url,
      databaseUrl: database.url,
      links,
      stopWeb,
      stop,
    };
  } catch (error) {
    await stop();
    throw error;
  }
}

/**
 * Below the ports that the system gives to connections: one of those could take it before the service listens. Each worker of the
 * test run has its own, and gives each once, because a service listens some time after it was given one.
 */
export async function freePort(): Promise<number> {
  const first = PORTS.first + (Number(process.env.VITEST_POOL_ID ?? 0) % PORTS.workers) * PORTS.each;
  for (;;) {
    const port = first + randomInt(PORTS.each);
    if (givenPorts.has(port) || !(await isFree(port))) continue;
    givenPorts.add(port);
    return port;
  }
}

const PORTS = { first: 11_000, each: 5_000, workers: 4 };
const givenPorts = new Set<number>();

function isFree(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const server = createServer();
    server.once("error", () => resolve(false));
    server.listen(port, () => server.close(() => resolve(true)));
  });
}

/** Polls until `check` returns something other than null, undefined or false; the test's own timeout is the limit. */
export async function eventually<T>(check: () => Promise<T | null | undefined | false>): Promise<T> {
  for (;;) {
    const value = await check();
    if (value !== null && value !== undefined && value !== false) return value;
    await new Promise((resolve) => setTimeout(resolve, 25));
  }
}

const basic = (user: string, password: string) => `Basic ${Buffer.from(`${user}:${password}`).toString("base64")}`;

export const partnerAuthorization = basic("draintrail", "pw-for-tests");

/** Heroku's side of the partner API. `authorization: null` leaves the header out. */
export function partnerCall(
  service: Pick<TestService, "url">,
  method: "POST" | "PUT" | "DELETE",
  path: string,
  body?: unknown,
  authorization: string | null = partnerAuthorization,
): Promise<Response> {
  return fetch(`${service.url}/heroku/resources${path}`, {
    method,
    headers: {
      accept: "application/vnd.heroku-addons+json; version=3",
      "content-type": "application/json",
      ...(authorization === null ? {} : { authorization }),
    },
    ...(body === undefined ? {} : { body: typeof body === "string" ? body : JSON.stringify(body) }),
  });
}

/** A provisioning body as Heroku sends it; change what the test is about. */
export function provisionBody(
  changes: Record<string, unknown> = {},
): Record<string, unknown> & { uuid: string; log_drain_token: string } {
  const uuid = (changes.uuid as string | undefined) ?? randomUUID();
  return {
    uuid,
    name: "draintrail-round-10233",
    plan: "standard",
    region: "amazon-web-services::us-east-1",
    callback_url: `https://api.heroku.com/addons/${uuid}`,
    options: {},
    log_drain_token: `d.${randomUUID()}`,
    ...changes,
  } as Record<string, unknown> & { uuid: string; log_drain_token: string };
}

export interface Provisioned {
  resourceId: string;
  drainToken: string;
  apiToken: string;
}

/** Provisions a resource of the test's own. */
export async function provisionResource(
  service: TestService,
  changes: Record<string, unknown> = {},
): Promise<Provisioned> {
  const body = provisionBody(changes);
  const response = await partnerCall(service, "POST", "", body);
  if (response.status !== 200) throw new Error(`provision answered ${response.status}: ${await response.text()}`);
  const answer = (await response.json()) as { config: { DRAINTRAIL_API_TOKEN: string } };
  return { resourceId: body.uuid, drainToken: body.log_drain_token, apiToken: answer.config.DRAINTRAIL_API_TOKEN };
}

/** `GET /api/v1…` with a bearer token. @throws Error when the answer is other than openapi.json says */
export async function apiGet<T>(
  service: TestService,
  apiToken: string,
  path: string,
): Promise<{ status: number; body: T }> {
  const response = await fetch(`${service.url}/api/v1${path}`, { headers: { authorization: `Bearer ${apiToken}` } });
  const body = await response.json();
  checkAnswer("GET", path, response.status, body);
  return { status: response.status, body: body as T };
}

/** The wires of a service started with `hasLinks`. */
export function linksOf(service: TestService): { postgres: StoreLink; redis: StoreLink } {
  if (!service.links) throw new Error("start the service with hasLinks");
  return service.links;
}
