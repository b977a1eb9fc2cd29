import * as changes from "../../../contract/answers/changes.ts";
import { changesAroundParams, changesExportParams, changesHistogramParams, changesParams } from "../params.ts";
import type { Operation } from "./operation.ts";

/** Changes of every source. */
export const CHANGES: readonly Operation[] = [
  {
    method: "get",
    path: "/changes",
    summary: "A page of changes",
    query: changesParams,
    answer: changes.changesAnswer,
  },
  {
    method: "get",
    path: "/changes/histogram",
    summary: "Changes per bucket, by type",
    query: changesHistogramParams,
    answer: changes.changesHistogramAnswer,
  },
  {
    method: "get",
    path: "/changes/around",
    summary: "What changed before a moment, the likeliest cause first",
    query: changesAroundParams,
    answer: changes.changesAroundAnswer,
  },
  {
    method: "get",
    path: "/changes/export",
    summary: "A file of changes, also as OCSF events",
    query: changesExportParams,
    types: ["application/x-ndjson", "application/gzip"],
  },
  {
    method: "get",
    path: "/changes/{id}",
    summary: "One change, and what each source told of it",
    answer: changes.changeDetailAnswer,
  },
];
