import path from "node:path";
import { migrateClickHouse } from "../migrations/clickhouse.ts";
import { migratePostgres } from "../migrations/postgres.ts";
import { createHerokuApi } from "./clients/heroku-api.ts";
import { createHerokuEnterprise } from "./clients/heroku-enterprise.ts";
import { createHerokuOauth } from "./clients/heroku-oauth.ts";
import { createHerokuUserOauth } from "./clients/heroku-user-oauth.ts";
import { createMailer } from "./clients/mailer.ts";
import { createSafeFetch } from "./clients/safe-fetch.ts";
import { type Config, isEmbedded } from "./config.ts";
import type { Services, Stores } from "./context.ts";
import { type JobPayloads, jobPolicies } from "./domain/jobs.ts";
import { keepTellingMetrics } from "./domain/stats/fleet-metrics.ts";
import { type Clock, systemClock } from "./lib/clock.ts";
import type { Log } from "./lib/log.ts";
import { createSecretBox } from "./lib/secrets.ts";
import { createMetrics } from "./metrics.ts";
import { type ClickHouse, openClickHouse, openEmbeddedClickHouse } from "./stores/clickhouse/connection.ts";
import { lockDataDir } from "./stores/embedded/lock.ts";
import { startEmbeddedPostgres } from "./stores/embedded/postgres.ts";
import { startEmbeddedRedis } from "./stores/embedded/redis.ts";
import { openGeoIp } from "./stores/geoip.ts";
import { openPostgres } from "./stores/postgres/connection.ts";
import { openApiLines } from "./stores/redis/api-lines.ts";
import { openRedis, waitUntilReady } from "./stores/redis/connection.ts";
import { openFrameStream } from "./stores/redis/frame-stream.ts";
import { openNotices } from "./stores/redis/notices.ts";
import { openQueues } from "./stores/redis/queues.ts";
import { openTailChannel } from "./stores/redis/tail-channel.ts";

export interface Booted {
  services: Services;
  /** Closes everything in the reverse order of opening; what fails to close is logged and does not stop the rest. */
  close(): Promise<void>;
}

export interface BootOptions {
  heroku: { apiUrl: string; idUrl: string };
  /** A store of ours died under us: the process must not go on half alive. */
  onStoreLost: (what: string) => void;
  clock?: Clock;
  /** Whether stores that have a URL are migrated, too: no release process runs before `npm start`. */
  migratesAll?: boolean;
}

/** Opens every store and client, embedded where the configuration names no URL, and migrates what is embedded, or all. */
export async function boot(config: Config, log: Log, options: BootOptions): Promise<Booted> {
  const opened: { name: string; close: () => Promise<unknown> }[] = [];
  const close = async () => {
    for (const { name, close: closeOne } of opened.splice(0).reverse())
      await closeOne().catch((error: unknown) => log.error({ err: error, name }, "not closed cleanly"));
  };
  const keep = <T>(name: string, value: T, closeOne: () => Promise<unknown>): T => {
    opened.push({ name, close: closeOne });
    return value;
  };
  try {
    const stores = await openStores(config, log, options, keep);
    const onError = (error: Error) => log.warn({ err: error }, "redis connection");
    const queues = openQueues<JobPayloads>(stores.redis.url, jobPolicies, onError);
    keep("queues", queues, () => queues.close());
    const fetch = createSafeFetch([new URL(options.heroku.apiUrl).origin, new URL(options.heroku.idUrl).origin]);
    keep("http client", fetch, () => fetch.close());
    const mailer = config.mail && createMailer(config.mail);
    if (mailer) keep("mail", mailer, async () => mailer.close());
    const metrics = createMetrics();
    queues.onFailed((job) => metrics.jobsFailed.inc({ job }));
    const services: Services = {
      config,
      stores,
      queues,
      clients: {
        herokuApi: createHerokuApi(fetch, options.heroku.apiUrl),
        herokuOauth: createHerokuOauth(fetch, {
          idUrl: options.heroku.idUrl,
          clientSecret: config.herokuClientSecret,
        }),
        herokuEnterprise: createHerokuEnterprise(fetch, options.heroku.apiUrl),
        herokuUserOauth:
          config.herokuOauth && createHerokuUserOauth(fetch, { ...options.heroku, ...config.herokuOauth }),
        archiveLinks: fetch,
        alertTargets: fetch,
        buckets: fetch,
        mailer,
      },
      secrets: createSecretBox(config.encryptionKeys),
      clock: options.clock ?? systemClock,
      log,
      metrics,
    };
    const telling = keepTellingMetrics(services);
    keep("metrics", telling, async () => telling.stop());
    return { services, close };
  } catch (error) {
    await close();
    throw error;
  }
}

/** Adding an index to a large table takes minutes, not seconds. */
const MIGRATION_MS_MAX = 30 * 60_000;

type Keep = <T>(name: string, value: T, close: () => Promise<unknown>) => T;

async function openStores(config: Config, log: Log, options: BootOptions, keep: Keep): Promise<Stores> {
  if (isEmbedded(config)) {
    const lock = await lockDataDir(config.dataDir);
    keep("data directory lock", lock, () => lock.release());
  }
  const databaseUrl = config.databaseUrl ?? (await embeddedPostgresUrl(config, log, options, keep));
  const pg = openPostgres(databaseUrl, {
    onWarning: (message) => log.warn({ detail: message }, "postgres connection"),
  });
  keep("postgres pool", pg, () => pg.destroy());
  const clickhouse = await openEvents(config);
  keep("clickhouse", clickhouse, () => clickhouse.close());
  const redis = openRedis(config.redisUrl ?? (await embeddedRedisUrl(config, log, options, keep)), (error) =>
    log.warn({ err: error }, "redis connection"),
  );
  keep("redis connections", redis, () => redis.close());
  await waitUntilReady(redis.commands);
  if (config.databaseUrl === null || options.migratesAll) await migratePostgresAt(databaseUrl);
  if (config.clickhouseUrl === null || options.migratesAll)
    await migrateClickHouse(clickhouse, config.clickhouseUrl === null ? null : config.clickhouseCluster);
  const tail = openTailChannel(redis);
  keep("tail", tail, async () => tail.close());
  return {
    pg,
    redis,
    clickhouse,
    geoip: await openGeoIp({ city: config.geoipCityMmdb, asn: config.geoipAsnMmdb }),
    frames: openFrameStream(redis, { shards: config.spoolShards, bytesMax: config.spoolBytesMax }),
    apiLines: openApiLines(redis),
    tail,
    notices: await openNotices(redis),
  };
}

/** In a pool of its own, whose statements may take longer than a request's. @returns what was applied */
export async function migratePostgresAt(databaseUrl: string): Promise<string[]> {
  const pg = openPostgres(databaseUrl, { queryMsMax: MIGRATION_MS_MAX });
  return migratePostgres(pg).finally(() => pg.destroy());
}

async function openEvents(config: Config): Promise<ClickHouse> {
  return config.clickhouseUrl === null
    ? openEmbeddedClickHouse(path.join(config.dataDir, "clickhouse"))
    : openClickHouse(config.clickhouseUrl);
}

async function embeddedPostgresUrl(config: Config, log: Log, options: BootOptions, keep: Keep): Promise<string> {
  const postgres = await startEmbeddedPostgres({
    dir: path.join(config.dataDir, "postgres"),
    log,
    onExit: () => options.onStoreLost("embedded Postgres"),
  });
  return keep("embedded postgres", postgres, () => postgres.stop()).url;
}

async function embeddedRedisUrl(config: Config, log: Log, options: BootOptions, keep: Keep): Promise<string> {
  const redis = await startEmbeddedRedis({
    dir: path.join(config.dataDir, "redis"),
    log,
    onExit: () => options.onStoreLost("embedded Redis"),
  });
  return keep("embedded redis", redis, () => redis.stop()).url;
}
