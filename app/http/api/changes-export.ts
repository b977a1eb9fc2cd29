import type { RequestHandler } from "express";
import type { ChangeAnswer } from "../../contract/change.ts";
import { exportChanges } from "../../domain/changes/export-changes.ts";
import { toOcsf } from "../../domain/changes/ocsf.ts";
import { ctxOf } from "../auth/api-context.ts";
import { abortOnLeave, changesExportParams, readParams } from "./params.ts";
import { sendPages } from "./send-pages.ts";

const WRITERS = {
  ndjson: (change: ChangeAnswer) => `${JSON.stringify(change)}\n`,
  ocsf: (change: ChangeAnswer) => `${JSON.stringify(toOcsf(change))}\n`,
} as const;

/** `GET /api/v1/changes/export`: a file of changes, oldest first, as they are or as OCSF events, one JSON object a line. */
export const changesExportHandler: RequestHandler = async (req, res) => {
  const { format, gzip, cursor, ...params } = readParams(changesExportParams, req);
  const { pages, attribution } = await exportChanges(ctxOf(res), {
    ...params,
    cursor: cursor ?? null,
    signal: abortOnLeave(req),
  });
  await sendPages(req, res, pages, {
    rows: "Changes",
    type: "application/x-ndjson; charset=utf-8",
    extension: format === "ocsf" ? "ocsf.ndjson" : "ndjson",
    header: "",
    write: WRITERS[format],
    limit: params.limit,
    isGzip: gzip === "1",
    ...(attribution.length > 0
      ? { headers: { "Draintrail-Attribution": attribution.map(({ text, url }) => `${text} <${url}>`).join(", ") } }
      : {}),
  });
};
