import type { LogMessage } from "../logplex/message.ts";
import type { Random } from "./random.ts";
import { dynoLine, dynosOf, metricLine, type Stage } from "./stage.ts";

/** Two lines a dyno about every 20 s. Source: Dev Center "log-runtime-metrics". */
export function runtimeMetricLines(atMs: number, random: Random, stage: Stage): LogMessage[] {
  return dynosOf(stage).flatMap((dyno) => {
    const head = `source=${dyno} dyno=heroku.${stage.numericId}.${stage.dynoIds[dyno] ?? random.uuid()}`;
    const load = () => (random.next() * (stage.isFailing ? 3 : 0.8)).toFixed(2);
    const rss = (stage.isFailing ? 430 : 205) + random.next() * 60;
    const cache = 4 + random.next() * 4;
    return [
      dynoLine(
        atMs,
        random,
        dyno,
        `${head} sample#load_avg_1m=${load()} sample#load_avg_5m=${load()} sample#load_avg_15m=${load()}`,
      ),
      dynoLine(
        atMs,
        random,
        dyno,
        `${head} sample#memory_total=${(rss + cache).toFixed(2)}MB sample#memory_rss=${rss.toFixed(2)}MB ` +
          `sample#memory_cache=${cache.toFixed(2)}MB sample#memory_swap=0.00MB ` +
          `sample#memory_pgpgin=${random.int(60_000, 99_000)}pages sample#memory_pgpgout=${random.int(20_000, 40_000)}pages ` +
          "sample#memory_quota=512.00MB",
      ),
    ];
  });
}

/** About once a minute. Source: Dev Center "Heroku Postgres Metrics Logs". */
export function postgresLine(atMs: number, random: Random): LogMessage {
  const load = () => (random.next() * 0.4).toFixed(2);
  const text =
    `source=DATABASE addon=postgresql-tidal-10443 sample#current_transaction=${random.int(771_000, 799_999)} ` +
    `sample#db_size=${48_211_903 + random.int(0, 900_000)}bytes sample#tables=37 ` +
    `sample#active-connections=${random.int(6, 19)} sample#waiting-connections=${random.chance(0.1) ? 1 : 0} ` +
    `sample#index-cache-hit-rate=${(0.995 + random.next() * 0.005).toFixed(5)} ` +
    `sample#table-cache-hit-rate=${(0.99 + random.next() * 0.01).toFixed(5)} ` +
    `sample#load-avg-1m=${load()} sample#load-avg-5m=${load()} sample#load-avg-15m=${load()} sample#read-iops=0 ` +
    `sample#write-iops=${(random.next() * 4).toFixed(3)} sample#tmp-disk-used=543633408 ` +
    `sample#tmp-disk-available=72435159040 sample#memory-total=3944484kB sample#memory-free=${random.int(60_000, 99_000)}kB ` +
    "sample#memory-cached=2991004kB sample#memory-postgres=34112kB sample#wal-percentage-used=0.0651";
  return metricLine(atMs, "heroku-postgres", text);
}

/** About once a minute. Source: Dev Center "Heroku Key-Value Store" metrics logs. */
export function redisLine(atMs: number, random: Random): LogMessage {
  const load = () => (random.next() * 0.2).toFixed(2);
  const text =
    `source=REDIS addon=redis-shallow-55210 sample#active-connections=${random.int(3, 12)} ` +
    `sample#load-avg-1m=${load()} sample#load-avg-5m=${load()} sample#load-avg-15m=${load()} sample#read-iops=0 ` +
    `sample#write-iops=${(random.next() * 0.5).toFixed(2)} sample#memory-total=16085852kB ` +
    `sample#memory-free=10800412kB sample#memory-cached=2490112kB sample#memory-redis=${random.int(790_000, 990_000)}bytes ` +
    `sample#hit-rate=${(0.96 + random.next() * 0.04).toFixed(5)} sample#evicted-keys=0`;
  return metricLine(atMs, "heroku-redis", text);
}
