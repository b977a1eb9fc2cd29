import * as logs from "../../../contract/answers/logs.ts";
import * as stats from "../../../contract/answers/stats.ts";
import {
  contextParams,
  exportParams,
  fieldsParams,
  histogramParams,
  logsParams,
  statsParams,
  tailParams,
} from "../params.ts";
import type { Operation } from "./operation.ts";

/** Lines, and what is counted of them. */
export const LOGS: readonly Operation[] = [
  { method: "get", path: "/logs", summary: "A page of lines", query: logsParams, answer: logs.logsAnswer },
  {
    method: "get",
    path: "/logs/histogram",
    summary: "Lines per bucket, and the changes",
    query: histogramParams,
    answer: logs.histogramAnswer,
  },
  {
    method: "get",
    path: "/logs/fields",
    summary: "The commonest values of each field",
    query: fieldsParams,
    answer: logs.fieldsAnswer,
  },
  {
    method: "get",
    path: "/logs/export",
    summary: "A file of lines",
    query: exportParams,
    types: ["application/x-ndjson", "text/csv", "application/gzip"],
  },
  {
    method: "get",
    path: "/logs/tail",
    summary: "Lines as they are stored",
    query: tailParams,
    types: ["text/event-stream"],
  },
  {
    method: "get",
    path: "/logs/trace/{request_id}",
    summary: "One request, and its dyno around it",
    answer: logs.traceAnswer,
  },
  {
    method: "get",
    path: "/logs/{id}/context",
    summary: "The lines around one",
    query: contextParams,
    answer: logs.contextAnswer,
  },
  {
    method: "get",
    path: "/stats/router",
    summary: "Throughput, statuses and service times",
    query: statsParams,
    answer: stats.routerStatsAnswer,
  },
  {
    method: "get",
    path: "/stats/dynos",
    summary: "Memory and load of each process",
    query: statsParams,
    answer: stats.dynoStatsAnswer,
  },
];
