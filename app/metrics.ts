import { hostname } from "node:os";
import { Counter, collectDefaultMetrics, Gauge, Histogram, Registry } from "prom-client";

/** Everything an operator watches, in one place; names follow Prometheus' own conventions (unit last). */
export interface Metrics {
  /** What this process counts; its name is on each figure. */
  registry: Registry;
  /** Which process this is. */
  process: string;
  /** What waits in the stores, the same whichever process is asked: measured when it is. */
  waiting: Registry;
  /** What became of each POST /drain: how it was accepted, the code of a refusal, or `sender_gone`. */
  drainFrames: Counter<"outcome">;
  drainSeconds: Histogram;
  linesStored: Counter;
  fieldsLeftOut: Counter;
  batchSeconds: Histogram;
  batchLines: Histogram;
  spool: WaitingGauges;
  overflow: WaitingGauges;
  /** Answered 503 because the overflow was full, for all or for its resource. */
  overflowRefused: Counter;
  quarantine: WaitingGauges;
  jobsFailed: Counter<"job">;
  tailClients: Gauge;
  alertMessages: Counter<"kind" | "outcome">;
  bucketHours: Counter<"outcome">;
}

/** Of a place where frames wait. */
export interface WaitingGauges {
  frames: Gauge;
  bytes: Gauge;
  oldestSeconds: Gauge;
}

export function createMetrics(processName = `${hostname()}-${process.pid}`): Metrics {
  const registry = new Registry();
  registry.setDefaultLabels({ process: processName });
  collectDefaultMetrics({ register: registry });
  const registers = [registry];
  const waiting = new Registry();
  return {
    registry,
    process: processName,
    waiting,
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
    spool: waitingGauges(waiting, "spool", "entries", "Frames accepted and not yet stored"),
    overflowRefused: new Counter({
      name: "draintrail_overflow_refused_total",
      help: "Frames refused because neither the spool nor the overflow had room",
      registers,
    }),
    overflow: waitingGauges(waiting, "overflow", "frames", "Frames that wait in Postgres for room in the spool"),
    quarantine: waitingGauges(waiting, "quarantine", "frames", "Frames of drain tokens that are not known yet"),
    jobsFailed: new Counter({
      name: "draintrail_jobs_failed_total",
      help: "Job attempts that failed",
      labelNames: ["job"],
      registers,
    }),
    tailClients: new Gauge({ name: "draintrail_tail_clients", help: "Open live tails", registers }),
    alertMessages: new Counter({
      name: "draintrail_alert_messages_total",
      help: "Tries to tell of an alert, by who was told and whether it was taken",
      labelNames: ["kind", "outcome"],
      registers,
    }),
    bucketHours: new Counter({
      name: "draintrail_bucket_hours_total",
      help: "Hours copied to customers' buckets, and tries that failed",
      labelNames: ["outcome"],
      registers,
    }),
  };
}

function waitingGauges(waiting: Registry, place: string, unit: string, help: string): WaitingGauges {
  const gauge = (what: string, about: string) =>
    new Gauge({ name: `draintrail_${place}_${what}`, help: about, registers: [waiting] });
  return {
    frames: gauge(unit, help),
    bytes: gauge("bytes", `${help}: their bytes`),
    oldestSeconds: gauge("oldest_seconds", `${help}: age of the oldest`),
  };
}
