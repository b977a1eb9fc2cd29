import { Counter, collectDefaultMetrics, Gauge, Histogram, Registry } from "prom-client";

/** Everything an operator watches, in one place; names follow Prometheus' own conventions (unit last). */
export interface Metrics {
  registry: Registry;
  /** Answers of POST /drain by outcome. */
  drainFrames: Counter<"outcome">;
  drainSeconds: Histogram;
  linesStored: Counter;
  fieldsLeftOut: Counter;
  batchSeconds: Histogram;
  batchLines: Histogram;
  spoolFrames: Gauge;
  spoolBytes: Gauge;
  spoolOldestSeconds: Gauge;
  jobsFailed: Counter<"job">;
  tailClients: Gauge;
}

export function createMetrics(): Metrics {
  const registry = new Registry();
  collectDefaultMetrics({ register: registry });
  const registers = [registry];
  return {
    registry,
    drainFrames: new Counter({
      name: "draintrail_drain_frames_total",
      help: "Frames by what became of them",
      labelNames: ["outcome"],
      registers,
    }),
    drainSeconds: new Histogram({
      name: "draintrail_drain_seconds",
      help: "POST /drain, first byte to answer; Logplex gives up at 5 s",
      buckets: [0.001, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 1, 5],
      registers,
    }),
    linesStored: new Counter({ name: "draintrail_lines_stored_total", help: "Log lines in ClickHouse", registers }),
    fieldsLeftOut: new Counter({
      name: "draintrail_fields_left_out_total",
      help: "Fields that are in their message only: their lists of names were too long, and too many at once",
      registers,
    }),
    batchSeconds: new Histogram({
      name: "draintrail_batch_seconds",
      help: "One batch: insert, book, acknowledge",
      buckets: [0.01, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 10],
      registers,
    }),
    batchLines: new Histogram({
      name: "draintrail_batch_lines",
      help: "Lines in a batch; small ones cost per part, not per row",
      buckets: [10, 100, 1_000, 10_000, 50_000, 100_000],
      registers,
    }),
    spoolFrames: new Gauge({
      name: "draintrail_spool_entries",
      help: "Frames accepted and not yet stored",
      registers,
    }),
    spoolBytes: new Gauge({ name: "draintrail_spool_bytes", help: "Their bytes", registers }),
    spoolOldestSeconds: new Gauge({ name: "draintrail_spool_oldest_seconds", help: "Age of the oldest", registers }),
    jobsFailed: new Counter({
      name: "draintrail_jobs_failed_total",
      help: "Job attempts that failed",
      labelNames: ["job"],
      registers,
    }),
    tailClients: new Gauge({ name: "draintrail_tail_clients", help: "Open live tails", registers }),
  };
}
