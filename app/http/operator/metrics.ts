import type { RequestHandler } from "express";
import type { Services } from "../../context.ts";
import { fleetMetrics } from "../../domain/stats/fleet-metrics.ts";
import type { WaitingGauges } from "../../metrics.ts";
import * as quarantine from "../../stores/postgres/quarantine.ts";
import * as spilledFrames from "../../stores/postgres/spilled-frames.ts";

interface Depth {
  frames: number;
  bytes: number;
  oldestMs: number | null;
}

/** `GET /metrics` for Prometheus: what every process has counted, and what waits in the stores, measured when asked. */
export function metricsHandler(services: Services): RequestHandler {
  const { stores, metrics, clock } = services;
  const measure = async (gauges: WaitingGauges, depth: Promise<Depth>) => {
    const found = await depth.catch(() => null); // its store is away: the gauges keep their last value
    if (found === null) return;
    gauges.frames.set(found.frames);
    gauges.bytes.set(found.bytes);
    gauges.oldestSeconds.set(found.oldestMs === null ? 0 : (clock.now().getTime() - found.oldestMs) / 1000);
  };
  return async (_req, res) => {
    await Promise.all([
      measure(metrics.spool, stores.frames.depth()),
      measure(metrics.overflow, spilledFrames.depth(stores.pg)),
      measure(metrics.quarantine, quarantine.depth(stores.pg)),
    ]);
    const texts = await Promise.all([metrics.waiting.metrics(), fleetMetrics(services)]);
    res.type(metrics.registry.contentType).send(texts.join("\n"));
  };
}
