import { type ClickHouse, openClickHouse } from "../../app/stores/clickhouse/connection.ts";
import { openPostgres, type Postgres } from "../../app/stores/postgres/connection.ts";
import { openRedis, type RedisConnections, waitUntilReady } from "../../app/stores/redis/connection.ts";
import { type FrameStream, openFrameStream } from "../../app/stores/redis/frame-stream.ts";
import { migrateClickHouse } from "../../migrations/clickhouse.ts";
import { type ClickHouseGateway, startClickHouseGateway } from "../support/clickhouse-gateway.ts";
import {
  type Env,
  killRemaining,
  type ServiceProcess,
  startWebProcess,
  startWorkerProcess,
  type WebProcess,
} from "../support/processes.ts";
import { partnerCall, provisionBody } from "../support/service.ts";
import { type KillablePostgres, startKillablePostgres } from "./killable-postgres.ts";
import { type KillableRedis, startKillableRedis } from "./killable-redis.ts";

/** Web and worker processes of their own over stores they share, as in production. */
export interface Fleet {
  env: Env;
  webs: WebProcess[];
  workers: ServiceProcess[];
  gateway: ClickHouseGateway;
  redis: KillableRedis;
  postgres: KillablePostgres;
  /** The test's own view of the stores. */
  stores: { pg: Postgres; clickhouse: ClickHouse; frames: FrameStream; redis: RedisConnections };
  urls(): string[];
  stop(): Promise<void>;
}

export async function startFleet(size: { webs: number; workers: number }): Promise<Fleet> {
  const [postgres, redis, gateway] = await Promise.all([
    startKillablePostgres(),
    startKillableRedis(),
    startClickHouseGateway(),
  ]);
  const env = { DATABASE_URL: postgres.url, REDIS_URL: redis.url, CLICKHOUSE_URL: gateway.url };
  const clickhouse = openClickHouse(gateway.url);
  await migrateClickHouse(clickhouse, null);
  const connections = openRedis(redis.url, () => {});
  await waitUntilReady(connections.commands);
  const pg = openPostgres(postgres.url);
  const [webs, workers] = await Promise.all([
    Promise.all(Array.from({ length: size.webs }, () => startWebProcess(env))),
    Promise.all(Array.from({ length: size.workers }, () => startWorkerProcess(env))),
  ]);
  return {
    env,
    webs,
    workers,
    gateway,
    redis,
    postgres,
    stores: {
      pg,
      clickhouse,
      frames: openFrameStream(connections, { shards: 4, bytesMax: 256 * 1024 * 1024 }),
      redis: connections,
    },
    urls: () => webs.map((web) => web.url),
    async stop() {
      await killRemaining();
      await connections.close();
      await clickhouse.close();
      await pg.destroy();
      await Promise.all([redis.stop(), gateway.stop(), postgres.stop()]);
    },
  };
}

/** A resource of the test's own, through any web process. */
export async function provision(url: string): Promise<{ resourceId: string; drainToken: string; apiToken: string }> {
  const body = provisionBody();
  const response = await partnerCall({ url }, "POST", "", body);
  if (response.status !== 200) throw new Error(`provision answered ${response.status}: ${await response.text()}`);
  const answer = (await response.json()) as { config: { DRAINTRAIL_API_TOKEN: string } };
  return { resourceId: body.uuid, drainToken: body.log_drain_token, apiToken: answer.config.DRAINTRAIL_API_TOKEN };
}
