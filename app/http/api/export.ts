import type { RequestHandler } from "express";
import type { Line } from "../../contract/line.ts";
import { CSV_HEADER, toCsvRecord } from "../../domain/logs/export-csv.ts";
import { exportLines } from "../../domain/logs/export-lines.ts";
import { ctxOf } from "../auth/api-context.ts";
import { abortOnLeave, exportParams, readParams } from "./params.ts";
import { sendPages } from "./send-pages.ts";

const FORMATS = {
  ndjson: {
    type: "application/x-ndjson; charset=utf-8",
    header: "",
    write: (line: Line) => `${JSON.stringify(line)}\n`,
  },
  csv: { type: "text/csv; charset=utf-8; header=present", header: CSV_HEADER, write: toCsvRecord },
} as const;

/** `GET /api/v1/logs/export`: a file of lines, oldest first. */
export const exportHandler: RequestHandler = async (req, res) => {
  const { format, gzip, cursor, ...params } = readParams(exportParams, req);
  const pages = await exportLines(ctxOf(res), { ...params, cursor: cursor ?? null, signal: abortOnLeave(req) });
  await sendPages(req, res, pages, {
    rows: "Lines",
    extension: format,
    limit: params.limit,
    isGzip: gzip === "1",
    ...FORMATS[format],
  });
};
