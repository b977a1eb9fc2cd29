import { AggregatorRegistry } from "prom-client";
import type { Services } from "../../context.ts";
import * as sharedMetrics from "../../stores/redis/shared-metrics.ts";

/*
 * A worker has no port of its own to be asked on, and behind Heroku's router one cannot choose which web process answers.
 * So each process tells in Redis what it has counted, and whichever is asked tells all of it, by the label `process`.
 * It tells its own first: what was shown once is in Redis, and no counter goes back because another process answered.
 */

/** As often as Prometheus asks at most. A telling is some 20 KB. */
const TELL_INTERVAL_MS = 10_000;

type Needs = Pick<Services, "metrics" | "stores" | "clock">;

/** Puts what this process has counted where the others find it. */
export async function tellMetrics({ metrics, stores, clock }: Needs): Promise<void> {
  const own = JSON.stringify(await metrics.registry.getMetricsAsJSON());
  await sharedMetrics.tell(stores.redis, metrics.process, own, clock.now().getTime());
}

/** Tells them from now on, until `stop`. While Redis is away nobody is told. */
export function keepTellingMetrics(services: Needs): { stop(): void } {
  const timer = setInterval(() => void tellMetrics(services).catch(() => {}), TELL_INTERVAL_MS).unref();
  return { stop: () => clearInterval(timer) };
}

/** What all processes have counted, as Prometheus reads it; only this one's while Redis is away. */
export async function fleetMetrics(services: Needs): Promise<string> {
  const all = await tellMetrics(services)
    .then(() => sharedMetrics.listen(services.stores.redis))
    .catch(async () => [JSON.stringify(await services.metrics.registry.getMetricsAsJSON())]);
  // JSON has no NaN, which a figure is before it is first measured.
  const parsed = all.map((text) => JSON.parse(text, (key, value) => (key === "value" ? (value ?? Number.NaN) : value)));
  return AggregatorRegistry.aggregate(parsed).metrics();
}
