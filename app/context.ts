import type { HerokuApi } from "./clients/heroku-api.ts";
import type { HerokuEnterprise } from "./clients/heroku-enterprise.ts";
import type { HerokuOauth } from "./clients/heroku-oauth.ts";
import type { HerokuUserOauth } from "./clients/heroku-user-oauth.ts";
import type { Mailer } from "./clients/mailer.ts";
import type { SafeFetch } from "./clients/safe-fetch.ts";
import type { Config } from "./config.ts";
import type { JobPayloads } from "./domain/jobs.ts";
import type { Clock } from "./lib/clock.ts";
import type { Log } from "./lib/log.ts";
import type { SecretBox } from "./lib/secrets.ts";
import type { Metrics } from "./metrics.ts";
import type { ClickHouse } from "./stores/clickhouse/connection.ts";
import type { GeoIp } from "./stores/geoip.ts";
import type { Postgres } from "./stores/postgres/connection.ts";
import type { ApiLines } from "./stores/redis/api-lines.ts";
import type { RedisConnections } from "./stores/redis/connection.ts";
import type { FrameStream } from "./stores/redis/frame-stream.ts";
import type { Notices } from "./stores/redis/notices.ts";
import type { Queues } from "./stores/redis/queues.ts";
import type { TailChannel } from "./stores/redis/tail-channel.ts";

export interface Stores {
  pg: Postgres;
  redis: RedisConnections;
  clickhouse: ClickHouse;
  geoip: GeoIp;
  frames: FrameStream;
  apiLines: ApiLines;
  tail: TailChannel;
  notices: Notices;
}

/** What a process is made of; built once by `boot.ts`, passed to every verb. */
export interface Services {
  config: Config;
  stores: Stores;
  queues: Queues<JobPayloads>;
  clients: {
    herokuApi: HerokuApi;
    herokuOauth: HerokuOauth;
    herokuEnterprise: HerokuEnterprise;
    /** "Connect with Heroku"; null when not configured. */
    herokuUserOauth: HerokuUserOauth | null;
    /** Signed links to object storage. */
    archiveLinks: Pick<SafeFetch, "open">;
    /** Whatever addresses customers have their alerts sent to. */
    alertTargets: Pick<SafeFetch, "open" | "refusalOf">;
    /** Customers' own buckets. */
    buckets: Pick<SafeFetch, "open" | "refusalOf">;
    /** null when no mail server is configured. */
    mailer: Mailer | null;
  };
  secrets: SecretBox;
  clock: Clock;
  log: Log;
  metrics: Metrics;
}

/** Who asks: an SSO user with a session, or a program with an API token; `endsAt` is when that ends by itself. */
export type Actor =
  | {
      kind: "session";
      sessionId: string;
      userId: string;
      email: string;
      isEmailVerified: boolean;
      /** False: their dashboard is one to look at only. */
      mayChange: boolean;
      endsAt: Date;
    }
  | { kind: "token"; tokenId: string; prefix: string; scopes: readonly string[]; endsAt: Date | null };

/** Whether they may change things, and not look only. */
export function isAdmin(actor: Actor): boolean {
  return actor.kind === "session" ? actor.mayChange : actor.scopes.includes("admin");
}

/** Who did something, as it is kept beside what was made: an e-mail address, or the prefix of an API token. */
export function actorName(actor: Actor): string {
  return actor.kind === "session" ? actor.email : actor.prefix;
}

/** A request that was let in: every verb of the API reads and writes this one resource and no other. */
export interface Ctx extends Services {
  resourceId: string;
  actor: Actor;
}
